using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>Where a run keeps a segment.</summary>
enum SegmentPlace
{
    Never,
    Pairs,
    Postings,
    Planes,
    Checks,
}

/// <summary>The places that cost a conversation something however few segments stand there, so that a run may do without them.</summary>
[Flags]
enum OpenPlaces
{
    None = 0,
    Pairs = 1,
    Planes = 2,
}

/// <summary>How a segment can be found.</summary>
/// <param name="FitsPlanes">Whether planes can answer all of its query.</param>
/// <param name="Rarest">Where the leaf begins about the rarest value that a conversation must have to match; -1 when there is none.</param>
/// <param name="ShareOfRarest">The share of conversations that have it.</param>
/// <param name="One">Where the leaf begins about one of the two values that fewest conversations have both of; -1 when there are
/// none.</param>
/// <param name="Other">Where that about the other begins.</param>
/// <param name="ShareOfBoth">The share of conversations that have both.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Finding(
    bool FitsPlanes, int Rarest, float ShareOfRarest, int One = -1, int Other = -1, float ShareOfBoth = 1)
{
    /// <summary>A segment that never matches.</summary>
    public static readonly Finding Never = new(FitsPlanes: false, -1, ShareOfRarest: 0);

    public bool IsNever => ShareOfRarest == 0;

    public Finding By(int one, int other, double share) => this with { One = one, Other = other, ShareOfBoth = (float)share };

    public Finding ByOneOnly() => this with { One = -1, Other = -1, ShareOfBoth = 1 };
}

/// <summary>What it costs a conversation to find a segment in each place, in nanoseconds.</summary>
static class PlaceCosts
{
    // Of a place, however few segments stand there. Of postings and checks it is next to nothing.
    const double Pairs = 250, Planes = 1000;

    // Of a segment: times the share of conversations that have its values, which is a place in memory to be waited for, or whatever it
    // asks.
    const double Found = 40, Plane = 0.05, Check = 30;

    // In planes those with a rare value stand together by it: most blocks of them are done with after one line.
    const double RarePlane = 0.02;

    /// <summary>Which places together cost a conversation least.</summary>
    public static OpenPlaces WorthOpening(Finding[] findings)
    {
        var (cheapest, least) = (OpenPlaces.None, double.MaxValue);
        for (var open = OpenPlaces.None; open <= (OpenPlaces.Pairs | OpenPlaces.Planes); open++)
        {
            var cost = (open.HasFlag(OpenPlaces.Pairs) ? Pairs : 0) + (open.HasFlag(OpenPlaces.Planes) ? Planes : 0);
            foreach (ref readonly var finding in findings.AsSpan())
                cost += Cheapest(finding, open).Cost;
            if (cost < least)
                (cheapest, least) = (open, cost);
        }
        return cheapest;
    }

    /// <summary>The place for a segment, and what finding it there costs.</summary>
    public static (SegmentPlace Place, double Cost) Cheapest(in Finding finding, OpenPlaces open)
    {
        if (finding.IsNever)
            return (SegmentPlace.Never, 0);
        var (place, cost) = (SegmentPlace.Checks, Check);
        if (finding.FitsPlanes && open.HasFlag(OpenPlaces.Planes))
            (place, cost) = (SegmentPlace.Planes, finding.ShareOfRarest < PlaneSorter.RareShare ? RarePlane : Plane);
        if (finding.Rarest >= 0 && Found * finding.ShareOfRarest is var byValue && byValue < cost)
            (place, cost) = (SegmentPlace.Postings, byValue);
        if (finding.One >= 0 && open.HasFlag(OpenPlaces.Pairs) && Found * finding.ShareOfBoth is var byPair && byPair < cost)
            (place, cost) = (SegmentPlace.Pairs, byPair);
        return (place, cost);
    }
}
