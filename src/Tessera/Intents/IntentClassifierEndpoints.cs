using Tessera.Access;
using Tessera.Audit;
using Tessera.Intents.Classification;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>What a workspace's classifier is like, how sure it must be, and what it makes of a few messages.</summary>
internal static class IntentClassifierEndpoints
{
    static readonly TextRule MessageText = new(1, 4096);

    public static void MapIntentClassifier(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/intent-classifier", Get).Requires(Scopes.Read | Scopes.Config)
            .Does(
                "getIntentClassifier", "Tell what the intent classifier is like", "Its state, and how far its confidence can be believed.")
            .Gives(200, IntentClassifierResource.Example);
        app.MapPut("/v1/intent-classifier", Set).Requires(Scopes.Config)
            .Does("setIntentClassifier", "Set how sure the intent classifier must be", "Below the threshold there is no intent.")
            .Takes(ReadThreshold, """{"threshold":0.5}""").Gives(200, IntentClassifierResource.Example);
        app.MapPost("/v1/intent-classifier/try", Try).Requires(Scopes.Read)
            .Does("tryIntentClassifier", "Try the intent classifier", "What it makes of a customer's first messages; nothing is kept.")
            .Takes(ReadMessages, """{"messages":["Hello","I want to book a flight"]}""").Gives(200, TriedIntent.Example);
    }

    static IResult Get(HttpContext http, IntentStore store, IntentClassifiers classifiers, IntentTraining training)
    {
        var workspace = http.Caller().Workspace;
        // Before the settings are read: what is idle then has done all that they ask for.
        var busy = training.IsBusy(workspace);
        return Json.Ok(IntentClassifierResource.Of(store.Settings(workspace), classifiers.Find(workspace), busy));
    }

    static async Task<IResult> Set(
        HttpContext http, IntentStore store, IntentClassifiers classifiers, IntentTraining training, CancellationToken cancellationToken)
    {
        var threshold = await JsonBody.ReadAsync(http, ReadThreshold);
        if (threshold.Problem is { } problem) return problem;
        await store.SetThresholdAsync(http.Caller().Workspace, http.Author(), threshold.Value, cancellationToken);
        return Get(http, store, classifiers, training);
    }

    static async Task<IResult> Try(HttpContext http, IntentClassifiers classifiers)
    {
        var messages = await JsonBody.ReadAsync(http, ReadMessages);
        if (messages.Problem is { } problem) return problem;
        var classifier = classifiers.Find(http.Caller().Workspace);
        var intent = classifier?.Judge(messages.Value!);
        return Json.Ok(
            new TriedIntent(
                ConversationIntent.NameOf(intent), intent?.Confidence, classifier?.Candidates(messages.Value!).Take(10).ToArray() ?? []));
    }

    static double ReadThreshold(JsonObject body) => body.RequiredNumber("threshold", 0, 1);

    static List<string> ReadMessages(JsonObject body)
    {
        var messages = body.TextsOrAbsent("messages", MessageText, IntentClassifier.MessagesRead);
        if (messages is not { Count: > 0 })
            body.Violate("messages", $"required, expected 1 to {IntentClassifier.MessagesRead} of a customer's messages");
        return messages ?? [];
    }
}

/// <summary>What the classifier makes of messages: what it would assign, and the ten likeliest intents.</summary>
internal sealed record TriedIntent(NamedIntent Intent, double? Confidence, IReadOnlyList<IntentCandidate> Candidates)
{
    public static readonly TriedIntent Example = new(
        NamedIntent.Example, 0.94,
        [new IntentCandidate("FLIGHT_BOOK", "Book a flight", 0.94), new IntentCandidate("FLIGHT_CHANGE", "Change a flight", 0.06)]);
}

/// <summary>A workspace's classifier as it is given out.</summary>
/// <param name="State"><c>none</c>: fewer than two intents have examples; <c>training</c>: a version is on its way, or conversations are
/// being judged by it; <c>ready</c>.</param>
/// <param name="Version">The version that answers now; 0 where none does.</param>
/// <param name="NewestVersion">The version of the definitions.</param>
/// <param name="Threshold">Below this confidence there is no intent.</param>
/// <param name="Intents">How many intents it tells apart.</param>
/// <param name="Examples">Of how many examples.</param>
/// <param name="Calibration">How it fared on its own examples, each judged by one that hadn't seen it; absent without any.</param>
internal sealed record IntentClassifierResource(
    string State, long Version, long NewestVersion, double Threshold, int Intents, int Examples, CalibrationResource? Calibration)
{
    public static readonly IntentClassifierResource Example = new(
        "ready", 7, 7, 0.5, 24, 2657, new CalibrationResource(2657, 0.98, 0.01, [new ReliabilityStep(0.9, 1, 2500, 0.99, 0.99)]));

    public static IntentClassifierResource Of(IntentSettings settings, IntentClassifier? classifier, bool busy) => new(
        busy || (classifier?.Version ?? 0) != settings.Version ? "training" : classifier is { Labels: > 0 } ? "ready" : "none",
        classifier?.Version ?? 0,
        settings.Version,
        settings.Threshold,
        classifier?.Labels ?? 0,
        classifier?.Examples ?? 0,
        classifier is { Reliability: { Count: > 0 } reliability } ? CalibrationResource.Of(reliability) : null);
}

/// <summary>How sure a classifier was and how often right.</summary>
internal sealed record CalibrationResource(int Count, double Accuracy, double ExpectedError, IReadOnlyList<ReliabilityStep> Reliability)
{
    public static CalibrationResource Of(Reliability reliability) =>
        new(reliability.Count, reliability.Accuracy, reliability.ExpectedError, reliability.Table);
}
