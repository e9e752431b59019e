using System.Text.Json.Serialization;

namespace Tessera.Extraction.Policy;

/// <summary>Which extractors are asked for a field, and in which order. On the wire in kebab case, as <c>built-in-first</c>.</summary>
internal enum ExtractionStrategy
{
    /// <summary>The built-in extractor; the model only for what it leaves open.</summary>
    BuiltInFirst = 1,

    /// <summary>The model; the built-in extractor only for what the model failed to answer or couldn't ground.</summary>
    ModelFirst = 2,

    /// <summary>Both; the model's value is given out, or the built-in one where the model has none, with the other's beside it.</summary>
    Both = 3,

    /// <summary>The built-in extractor alone: nothing leaves the machine and nothing is paid.</summary>
    BuiltInOnly = 4,

    /// <summary>The model alone: what it leaves open stays open.</summary>
    ModelOnly = 5,
}

/// <summary>What strategies mean, in one place for what is stored and what is evaluated.</summary>
internal static class ExtractionStrategies
{
    /// <summary>Whether the model is asked for a field of which the built-in extractor says this.</summary>
    public static bool WantsModel(this ExtractionStrategy strategy, ExtractedValue ours) => strategy switch
    {
        ExtractionStrategy.BuiltInOnly => false,
        ExtractionStrategy.BuiltInFirst => ours.Outcome != ExtractionOutcome.Found,
        _ => true,
    };

    /// <summary>
    /// Whether the built-in value counts beside the model's. What a model failed to answer is open: Not Found would say more than is known,
    /// unless the built-in extractor has a value.
    /// </summary>
    public static bool Prefers(this ExtractionStrategy strategy, ExtractedValue ours, ExtractedValue models) =>
        models.Value is null && strategy is not (ExtractionStrategy.BuiltInFirst or ExtractionStrategy.ModelOnly)
            && ours.Outcome == ExtractionOutcome.Found;
}

/// <summary>How a workspace wants its values extracted.</summary>
/// <param name="Strategy">For fields that aren't named.</param>
/// <param name="Fields">For these fields, by id.</param>
/// <param name="GiveUngrounded">Whether a model's value is given out where the words it rests on weren't found; natively it is
/// marked.</param>
/// <param name="EndAfterSilenceMinutes">
/// After how many minutes without a message a conversation has ended, and is extracted; null where it ends only when somebody says so.
/// </param>
internal sealed record ExtractionPolicy(
    ExtractionStrategy Strategy, IReadOnlyDictionary<string, ExtractionStrategy> Fields, bool GiveUngrounded,
    int? EndAfterSilenceMinutes = null)
{
    /// <summary>The longest silence that is waited for: a week.</summary>
    public const int LongestSilenceMinutes = 7 * 24 * 60;

    public static readonly ExtractionPolicy Default = new(
        ExtractionStrategy.BuiltInFirst, new Dictionary<string, ExtractionStrategy>(), false);

    /// <summary>How long a conversation is silent before it has ended; null where silence ends none.</summary>
    [JsonIgnore]
    public TimeSpan? EndAfterSilence => EndAfterSilenceMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    /// <summary>The strategy for one field.</summary>
    public ExtractionStrategy For(string fieldId) => Fields.TryGetValue(fieldId, out var strategy) ? strategy : Strategy;
}
