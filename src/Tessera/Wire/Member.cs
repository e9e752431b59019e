namespace Tessera.Wire;

/// <summary>A member that may be absent, null or have a value: the three differ in a merge.</summary>
internal readonly record struct Member<T>(bool Present, T? Value)
{
    /// <summary>The value, or what stood before where the member is absent.</summary>
    public T? Or(T? before) => Present ? Value : before;
}
