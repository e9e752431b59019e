using System.Runtime.InteropServices;

namespace Tessera.Query.Language;

/// <summary>A stretch of a query's text, in UTF-16 units.</summary>
/// <param name="Offset">Where it begins, from 0.</param>
/// <param name="Length">How long it is; 0 is a place between two characters.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSpan(int Offset, int Length)
{
    /// <summary>The first unit behind the stretch.</summary>
    public int End => Offset + Length;

    /// <summary>The stretch between two offsets.</summary>
    public static TextSpan Between(int start, int end) => new(start, end - start);
}
