using System.Globalization;
using System.Text.RegularExpressions;

namespace Tessera.Markets.Qualifying;

/// <summary>
/// A count of employees or an amount of revenue as a range: <c>500+</c>, <c>over 200</c>, <c>51-500</c>, <c>$20M to $100M</c>,
/// <c>300名以上</c>.
/// </summary>
internal sealed partial record Quantity(double Low, double High)
{
    const int Milliseconds = 1000;

    // A lone figure stands for companies about its size.
    const double About = 2;

    /// <summary>Reads the first quantity in a text; null where there is none.</summary>
    public static Quantity? Read(string text)
    {
        var numbers = Number().Matches(text).Select(Value).Take(2).ToList();
        if (numbers.Count == 0) return null;
        if (numbers.Count == 2) return new Quantity(Math.Min(numbers[0], numbers[1]), Math.Max(numbers[0], numbers[1]));
        if (AtLeast().IsMatch(text)) return new Quantity(numbers[0], double.PositiveInfinity);
        return AtMost().IsMatch(text) ? new Quantity(0, numbers[0]) : new Quantity(numbers[0], numbers[0]);
    }

    /// <summary>What counts as within: a range as it is, a lone figure from its half to its double.</summary>
    public Quantity Widened() => Low == High ? new Quantity(Low / About, High * About) : this;

    /// <summary>Whether the two have a value in common.</summary>
    public bool Overlaps(Quantity other) => Low <= other.High && other.Low <= High;

    static double Value(Match match)
    {
        var number = double.Parse(match.Groups["digits"].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return number * match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "K" or "THOUSAND" => 1e3,
            "M" or "MILLION" => 1e6,
            "B" or "BN" or "BILLION" => 1e9,
            "億" => 1e8,
            _ => 1,
        };
    }

    [GeneratedRegex(
        @"(?<digits>\d{1,3}(,\d{3})+(\.\d+)?|\d{1,12}(\.\d+)?) ?(?<unit>(million|billion|thousand|bn|[MBK])\b|億)?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"\+|\b(more than|over|at least|from)\b|以上", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex AtLeast();

    [GeneratedRegex(
        @"\b(less than|fewer than|under|up to|at most)\b|以下|未満", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex AtMost();
}
