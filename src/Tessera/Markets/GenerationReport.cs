using Tessera.Markets.Drafting;

namespace Tessera.Markets;

/// <summary>Gathers what an answer says of how its drafts were made.</summary>
/// <param name="model">The model's name, or null where none is used.</param>
internal sealed class GenerationReport(string? model)
{
    readonly List<string> sentences = [];
    readonly List<int> weak = [];
    int leftOut;
    int byModel;

    /// <summary>Whether any draft is the model's.</summary>
    public bool UsedModel => byModel > 0;

    /// <summary>Notes a draft.</summary>
    /// <param name="number">Which segment of the request, from 1.</param>
    /// <param name="made">The draft.</param>
    /// <param name="isWeak">Whether its questions can hardly qualify.</param>
    public void Add(int number, ModelDraft made, bool isWeak)
    {
        if (isWeak) weak.Add(number);
        if (model is null) return;
        if (made.Failure is not { } failure) byModel++;
        else sentences.Add(
            $"The model's draft of segment {number} could not be used ({failure}); it is made of the sources' own sentences.");
        if (!made.IsWhole)
            sentences.Add($"The sources of segment {number} are longer than the model reads at once; it was shown their beginnings.");
        leftOut += made.LeftOut;
    }

    /// <summary>The sentences.</summary>
    public IEnumerable<string> Sentences()
    {
        if (model is null) yield return "No model was used: the drafts are made of the sources' own sentences.";
        else if (byModel > 0) yield return $"Drafted by the model {model}; every statement rests on words of its source.";
        foreach (var sentence in sentences) yield return sentence;
        if (leftOut > 0) yield return $"{leftOut} of the model's statements were left out, as no source bears them.";
        if (weak.Count > 0)
            yield return $"The questions of segment {string.Join(", ", weak)} are weak; GET /v1/market-segments/{{oId}} says why.";
    }
}
