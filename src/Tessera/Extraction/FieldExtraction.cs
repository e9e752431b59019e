using Microsoft.Extensions.AI;
using Tessera.Access;
using Tessera.Extraction.Models;
using Tessera.Extraction.Policy;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Markets.Watching;
using Tessera.Usage;

namespace Tessera.Extraction;

/// <summary>What is to be extracted.</summary>
/// <param name="Workspace">Whose conversation it is.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Transcript">What is read of it.</param>
/// <param name="Asked">The fields, each with the segments that ask for it.</param>
/// <param name="Regenerate">Asks the model again where its answer is known.</param>
/// <param name="JobId">The job it is done in, if any.</param>
internal sealed record ExtractionOrder(
    WorkspaceId Workspace, string ConversationId, Transcript Transcript, IReadOnlyList<AskedField> Asked, bool Regenerate = false,
    string? JobId = null)
{
    /// <summary>Asks no model, where one might be asked.</summary>
    public bool WithoutModel { get; init; }
}

/// <summary>What calls of a model would come to.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Spending">Tokens, by the cautious estimate that budgets use, and what they cost.</param>
internal sealed record CallEstimate(long Calls, Spending Spending)
{
    /// <summary>What the answer for one field usually has, in tokens.</summary>
    public const int AnswerTokens = 40;

    public static readonly CallEstimate None = new(0, default);

    public static CallEstimate operator +(CallEstimate one, CallEstimate other) =>
        new(one.Calls + other.Calls, one.Spending + other.Spending);
}

/// <summary>A field, and the segments that ask for it, by id.</summary>
internal sealed record AskedField(StructuredDataField Field, IReadOnlyList<string> SegmentIds);

/// <summary>
/// Extracts fields by the extractors that the workspace's policy names for each; those that market segments ask, as qualification does.
/// </summary>
internal sealed class FieldExtraction(
    IExtractor builtIn, LanguageModel model, ExtractionPolicyStore policies, ExtractionCache cache, Ledger ledger,
    QuestionExtraction questions, TimeProvider clock)
{
    /// <summary>A value for each field, in their order.</summary>
    public async Task<IReadOnlyList<StructuredDataValue>> ExtractAsync(ExtractionOrder order, CancellationToken cancellationToken)
    {
        if (order.Asked.All(asked => asked.Field.Owner is null)) return await ExtractOrdinaryAsync(order, cancellationToken);
        var answers = await questions.ExtractAsync(order, cancellationToken);
        foreach (var value in await ExtractOrdinaryAsync(Ordinary(order), cancellationToken)) answers[value.FieldId] = value;
        return [.. order.Asked.Select(asked => answers.GetValueOrDefault(asked.Field.Id) ?? Unasked(asked))];
    }

    /// <summary>What the model's calls for an order would come to, where its answers aren't known; nothing is asked of it.</summary>
    public async Task<CallEstimate> EstimateAsync(ExtractionOrder order, CancellationToken cancellationToken) =>
        questions.Estimate(order) + await EstimateOrdinaryAsync(Ordinary(order), cancellationToken);

    static ExtractionOrder Ordinary(ExtractionOrder order) =>
        order with { Asked = [.. order.Asked.Where(asked => asked.Field.Owner is null)] };

    // Its market segment begins or ends watching in this very moment: of no version, so that it scores nothing.
    StructuredDataValue Unasked(AskedField asked) =>
        StructuredDataValue.Of(
            asked.Field with { Version = 0 }, asked.SegmentIds,
            new ExtractedValue { FieldId = asked.Field.Id, Outcome = ExtractionOutcome.NotFound }, builtIn);

    async Task<IReadOnlyList<StructuredDataValue>> ExtractOrdinaryAsync(ExtractionOrder order, CancellationToken cancellationToken)
    {
        var policy = policies.Find(order.Workspace);
        var (values, places) = await BuiltInAsync(order, policy, cancellationToken);
        if (places.Count == 0 || order.WithoutModel || model is not { Client: { } client, Options: { } options }) return values;
        var answers = await AnswersAsync(order, [.. places.Select(i => order.Asked[i])], client, options, cancellationToken);
        for (var i = 0; i < places.Count; i++) values[places[i]] = Chosen(policy, values[places[i]], answers[i]);
        return values;
    }

    async Task<CallEstimate> EstimateOrdinaryAsync(ExtractionOrder order, CancellationToken cancellationToken)
    {
        var (_, places) = await BuiltInAsync(order, policies.Find(order.Workspace), cancellationToken);
        if (places.Count == 0 || model.Options is not { } options) return CallEstimate.None;
        var keys = places.ConvertAll(i => ExtractionCache.Key(order.Transcript, order.Asked[i].Field, options));
        var known = order.Regenerate ? [] : cache.Find<ExtractedValue>(order.Workspace, keys);
        var open = places.Where((_, i) => !known.ContainsKey(keys[i])).Select(i => order.Asked[i].Field).ToList();
        var prompts = ModelExtractor.PromptTokens(order.Transcript, open, options).ToList();
        // Every part of a long transcript is asked for every field.
        var groups = FieldGroups.Of(open, options.MaxTokens, options.MaxPromptTokens / 3).Count;
        var answers = prompts.Count == 0 ? 0L : (long)open.Count * (prompts.Count / groups) * CallEstimate.AnswerTokens;
        return new CallEstimate(prompts.Count, Spending.Of(options, prompts.Sum(tokens => (long)tokens), answers));
    }

    /// <summary>What the built-in extractor says, and the places of the fields that a model is wanted for.</summary>
    async Task<(StructuredDataValue[] Values, List<int> Places)> BuiltInAsync(
        ExtractionOrder order, ExtractionPolicy policy, CancellationToken cancellationToken)
    {
        var fields = order.Asked.Select(asked => asked.Field).ToList();
        var ours = await builtIn.ExtractAsync(order.Transcript, fields, cancellationToken);
        var values = order.Asked.Select((asked, i) => StructuredDataValue.Of(
            asked.Field,
            asked.SegmentIds,
            policy.For(asked.Field.Id) == ExtractionStrategy.ModelOnly ? ExtractedValue.WithoutModel(asked.Field) : ours[i],
            builtIn)).ToArray();
        return (values, Enumerable.Range(0, fields.Count).Where(i => policy.For(fields[i].Id).WantsModel(ours[i])).ToList());
    }

    /// <summary>The value that counts; where both were asked, the other one stands beside it.</summary>
    static StructuredDataValue Chosen(ExtractionPolicy policy, StructuredDataValue ours, StructuredDataValue models)
    {
        var given = Released(policy, models);
        var strategy = policy.For(ours.FieldId);
        var chosen = strategy.Prefers(ours.Extracted, given.Extracted) ? ours : given;
        if (strategy != ExtractionStrategy.Both) return chosen;
        var other = ReferenceEquals(chosen, ours) ? models : ours;
        return chosen with { Other = new OtherValue(other.Extracted, other.Extractor, other.ExtractorVersion) };
    }

    /// <summary>A model's value; an ungrounded one with the value it claims, where the workspace wants it.</summary>
    static StructuredDataValue Released(ExtractionPolicy policy, StructuredDataValue value)
    {
        if (!policy.GiveUngrounded || value.Extracted is not { Outcome: ExtractionOutcome.Ungrounded, Claim: { } claim }) return value;
        return value with { Extracted = value.Extracted with { Value = claim.Value, Normalized = ValueForm.Of(claim.Value) } };
    }

    /// <summary>The model's answers: those that are known, and the others from the model itself.</summary>
    async Task<List<StructuredDataValue>> AnswersAsync(
        ExtractionOrder order, List<AskedField> asked, IChatClient client, ModelOptions options, CancellationToken cancellationToken)
    {
        var keys = asked.Select(a => ExtractionCache.Key(order.Transcript, a.Field, options)).ToList();
        var answers = order.Regenerate ? [] : cache.Find<ExtractedValue>(order.Workspace, keys);
        var open = Enumerable.Range(0, asked.Count).Where(i => !answers.ContainsKey(keys[i])).ToList();
        using var metered = new MeteredChatClient(client, options, ledger, Purpose(order, [.. open.Select(i => asked[i])]), clock);
        var extractor = new ModelExtractor(metered, options);
        var said = await extractor.ExtractAsync(order.Transcript, [.. open.Select(i => asked[i].Field)], cancellationToken);
        for (var i = 0; i < open.Count; i++) answers[keys[open[i]]] = said[i];
        var kept = open.Select(place => (keys[place], answers[keys[place]]))
            .Where(answer => answer.Item2.Outcome != ExtractionOutcome.Failed);
        // Paid for: kept even if the caller has gone meanwhile.
        await cache.KeepAsync(order.Workspace, [.. kept], CancellationToken.None);
        return [.. asked.Zip(keys, (a, key) => StructuredDataValue.Of(a.Field, a.SegmentIds, answers[key], extractor))];
    }

    static ModelPurpose Purpose(ExtractionOrder order, List<AskedField> asked) => new(
        order.Workspace,
        order.ConversationId,
        [.. asked.SelectMany(a => a.SegmentIds).Distinct().Order(StringComparer.Ordinal)],
        [.. asked.Select(a => a.Field.Id)],
        order.JobId);
}
