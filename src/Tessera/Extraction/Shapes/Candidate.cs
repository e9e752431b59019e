using System.Runtime.InteropServices;
using Tessera.Extraction.Reading;

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

    /// <summary>After a word that usually stands before such a value: "to the airport", "my son Leo".</summary>
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
/// <param name="Canonical">The form it is compared in, where that isn't just the <see cref="ValueForm"/> of its own text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(
    ShapeKind Kind, int FirstToken, int EndToken, int Start, int End, double Strength, Lead Lead, string? Canonical)
{
    /// <summary>Its length in tokens.</summary>
    public int TokenCount => EndToken - FirstToken;

    /// <summary>Whether its kind is free words, which any text can be.</summary>
    public bool IsFree => Kind is ShapeKind.PersonName or ShapeKind.Place or ShapeKind.Phrase;

    /// <summary>Whether its kind is a moment in time.</summary>
    public bool IsMoment => Kind is ShapeKind.Date or ShapeKind.DayOfMonth or ShapeKind.Weekday or ShapeKind.Time;

    /// <summary>Whether its kind may be a place: places, phrases and values a field lists.</summary>
    public bool IsPlaceLike => Kind is ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed;

    /// <summary>The candidate of the tokens from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static Candidate Of(
        ShapeKind kind, Token[] tokens, int first, int end, double strength, Lead lead = Lead.Form, string? canonical = null) =>
        new(kind, first, end, tokens[first].Start, tokens[end - 1].End, strength, lead, canonical);
}
