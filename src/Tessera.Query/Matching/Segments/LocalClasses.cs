namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The classes of an axis that a run speaks of, numbered without gaps: what is missing and all others keep their numbers. It takes 4 bytes
/// for each class of the vocabulary, or of the run where the vocabulary has many more.
/// </summary>
sealed class LocalClasses
{
    readonly int[]? byClass;
    readonly int[] rising;

    LocalClasses(int[] rising)
    {
        this.rising = rising;
        if (rising.Length == 0 || rising[^1] > 4 * rising.Length + 64)
            return;
        byClass = new int[rising[^1] + 1];
        Array.Fill(byClass, Axis.Other);
        byClass[Axis.Missing] = Axis.Missing;
        for (var i = 0; i < rising.Length; i++)
            byClass[rising[i]] = Axis.First + i;
    }

    /// <summary>The classes in the vocabulary's numbers, rising.</summary>
    public ReadOnlySpan<int> Rising => rising;

    /// <summary>One more than the highest number.</summary>
    public int Count => Axis.First + rising.Length;

    public long MemoryBytes => 4L * (rising.Length + (byClass?.Length ?? 0));

    public int Of(int vocabularyClass)
    {
        if (byClass is { } known)
            return (uint)vocabularyClass < (uint)known.Length ? known[vocabularyClass] : Axis.Other;
        if (vocabularyClass < Axis.First)
            return vocabularyClass;
        var place = Array.BinarySearch(rising, vocabularyClass);
        return place >= 0 ? Axis.First + place : Axis.Other;
    }

    /// <summary>Gathers the classes that a run speaks of.</summary>
    public sealed class Gatherer
    {
        // A vocabulary may be far larger than the run, so classes are gathered rather than marked.
        readonly HashSet<int> gathered = [];

        public int Count => gathered.Count;

        public void Add(ReadOnlySpan<int> classes)
        {
            foreach (var each in classes)
                if (each >= Axis.First)
                    gathered.Add(each);
        }

        public LocalClasses Finish() => new([.. gathered.Order()]);
    }
}
