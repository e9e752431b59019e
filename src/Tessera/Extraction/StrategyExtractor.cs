using Tessera.Extraction.Policy;
using Tessera.Fields;

namespace Tessera.Extraction;

/// <summary>
/// Both extractors behind one strategy, as candidates of an evaluation are. Nothing is kept and nothing read from what is kept.
/// </summary>
/// <param name="strategy">Who is asked, and whose value counts.</param>
/// <param name="builtIn">The built-in extractor.</param>
/// <param name="modelFor">Makes the model's extractor for the fields it is asked for.</param>
internal sealed class StrategyExtractor(
    ExtractionStrategy strategy, IExtractor builtIn, Func<IReadOnlyList<StructuredDataField>, IExtractor> modelFor) : IExtractor
{
    /// <inheritdoc/>
    public string Name => strategy.ToString();

    /// <inheritdoc/>
    public string Version => builtIn.Version;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ExtractedValue>> ExtractAsync(
        Transcript transcript, IReadOnlyList<StructuredDataField> fields, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExtractedValue> ours = strategy == ExtractionStrategy.ModelOnly
            ? [.. fields.Select(ExtractedValue.WithoutModel)]
            : await builtIn.ExtractAsync(transcript, fields, cancellationToken);
        var places = Enumerable.Range(0, fields.Count).Where(i => strategy.WantsModel(ours[i])).ToList();
        if (places.Count == 0) return ours;
        var values = ours.ToArray();
        StructuredDataField[] open = [.. places.Select(i => fields[i])];
        var answers = await modelFor(open).ExtractAsync(transcript, open, cancellationToken);
        for (var i = 0; i < places.Count; i++)
            values[places[i]] = strategy.Prefers(values[places[i]], answers[i]) ? values[places[i]] : answers[i];
        return values;
    }
}
