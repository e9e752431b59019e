namespace Tessera.Extraction.Shapes;

/// <summary>How a candidate came to be seen, where that tells something of its kind.</summary>
internal enum Lead : byte
{
    /// <summary>By its form alone.</summary>
    Form,

    /// <summary>"my name is …", "I am …": the speaker speaks of themself.</summary>
    SelfIntroduction,

    /// <summary>It opens a message or sentence, after at most words like "sure, it's".</summary>
    Answer,

    /// <summary>After a word that usually stands before such a value: "to the airport", "party of four".</summary>
    Introduced,

    /// <summary>A form that can be of the kind only if it was asked for: a bare "6" as a time.</summary>
    Bare,
}

/// <summary>A span of a message that could be a value.</summary>
/// <param name="Kind">The recogniser that saw it.</param>
/// <param name="FirstToken">Its first token.</param>
/// <param name="EndToken">One past its last token.</param>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">One past the last UTF-16 code unit.</param>
/// <param name="Strength">How sure the form alone makes it, 0 to 1.</param>
/// <param name="Lead">How it came to be seen.</param>
/// <param name="Canonical">The form it is compared in, where that isn't just its own text.</param>
internal readonly record struct Candidate(
    ShapeKind Kind, int FirstToken, int EndToken, int Start, int End, double Strength, Lead Lead = Lead.Form, string? Canonical = null)
{
    /// <summary>Its length in UTF-16 code units.</summary>
    public int Length => End - Start;
}
