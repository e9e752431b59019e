using System.Runtime.InteropServices;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Profiles;

/// <summary>Which end of a journey, a stay or a span a field is about.</summary>
internal enum Side : byte
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>Where or when it starts.</summary>
    Start,

    /// <summary>Where or when it ends.</summary>
    End,
}

/// <summary>A kind of value a field may have.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Weight">How well it suits the field, 0 to 1; the best kind has 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ShapeWish(ShapeKind Kind, double Weight);

/// <summary>What to look for to find a field's value: worked out once from its name, description and examples.</summary>
internal sealed class FieldProfile
{
    /// <summary>A cue up to this weight is a word many fields have, as "number" or "customer".</summary>
    public const double WeakCue = 0.4;

    /// <summary>A cue from this weight on is a telling word of the description.</summary>
    public const double TellingCue = 0.5;

    /// <summary>A cue from this weight on is a telling word of the name.</summary>
    public const double NameCue = 0.9;

    /// <summary>The kinds of value, best first; never empty.</summary>
    public required IReadOnlyList<ShapeWish> Shapes { get; init; }

    /// <summary>
    /// Stems that speak of the field, with the weight of each: 1 for a telling word of its name, less for words of the description.
    /// </summary>
    public required Dictionary<string, double> Cues { get; init; }

    /// <summary>Least number of letters and digits in the examples; 0 when open.</summary>
    public int Shortest { get; init; }

    /// <summary>Greatest number of letters and digits in the examples; <see cref="int.MaxValue"/> when open.</summary>
    public int Longest { get; init; } = int.MaxValue;

    /// <summary>For names of persons: the name of the one who speaks (mostly the customer), not somebody else's.</summary>
    public bool OwnName { get; init; }

    /// <summary>For names of persons: somebody of the customer's family may be meant.</summary>
    public bool Family { get; init; }

    /// <summary>For counts: of people.</summary>
    public bool OfPeople { get; init; }

    /// <summary>The end of a journey, stay or span it is about.</summary>
    public Side Side { get; init; }

    /// <summary>The values it lists; null when it lists none.</summary>
    public ListedValues? List { get; init; }

    /// <summary>Whether nothing but a listed value can be right.</summary>
    public bool Closed { get; init; }

    /// <summary>Whether the agent is the one to say it.</summary>
    public bool SaidByAgent { get; init; }

    /// <summary>How well values of <paramref name="kind"/> suit the field; listed values always do.</summary>
    public double WeightOf(ShapeKind kind)
    {
        if (kind == ShapeKind.Listed)
            return 1;
        foreach (var shape in Shapes)
        {
            if (shape.Kind == kind)
                return shape.Weight;
        }

        return 0;
    }
}
