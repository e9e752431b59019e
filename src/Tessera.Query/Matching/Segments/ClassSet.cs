namespace Tessera.Query.Matching.Segments;

/// <summary>A set of classes of an axis: some of them, or all but some.</summary>
/// <param name="Classes">Which, rising.</param>
/// <param name="AllBut">Whether it is all but these.</param>
readonly record struct ClassSet(int[] Classes, bool AllBut)
{
    /// <summary>Every class but that of what is missing.</summary>
    public static readonly ClassSet Present = new([Axis.Missing], AllBut: true);

    public bool IsNone => !AllBut && Classes.Length == 0;

    public bool IsAll => AllBut && Classes.Length == 0;

    public ClassSet Complement => new(Classes, !AllBut);

    public static ClassSet Union(ClassSet a, ClassSet b) => (a.AllBut, b.AllBut) switch
    {
        (false, false) => new(Either(a.Classes, b.Classes), AllBut: false),
        (false, true) => new(Without(b.Classes, a.Classes), AllBut: true),
        (true, false) => new(Without(a.Classes, b.Classes), AllBut: true),
        _ => new(Both(a.Classes, b.Classes), AllBut: true),
    };

    public static ClassSet Intersection(ClassSet a, ClassSet b) => Union(a.Complement, b.Complement).Complement;

    static int[] Either(int[] a, int[] b)
    {
        var all = new int[a.Length + b.Length];
        var (i, j, count) = (0, 0, 0);
        while (i < a.Length || j < b.Length)
        {
            var takeA = j == b.Length || (i < a.Length && a[i] <= b[j]);
            var next = takeA ? a[i] : b[j];
            if (i < a.Length && a[i] == next)
                i++;
            if (j < b.Length && b[j] == next)
                j++;
            all[count++] = next;
        }
        return all.AsSpan(0, count).ToArray();
    }

    static int[] Both(int[] a, int[] b) => Array.FindAll(a, x => Array.BinarySearch(b, x) >= 0);

    static int[] Without(int[] a, int[] b) => Array.FindAll(a, x => Array.BinarySearch(b, x) < 0);
}
