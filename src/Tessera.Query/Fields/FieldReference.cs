using System.Collections.Immutable;
using Tessera.Query.Language;

namespace Tessera.Query.Fields;

/// <summary>
/// What a predicate asks about: a field of the catalogue, or a name within a family. Two references to the same thing are equal.
/// </summary>
public sealed record FieldReference
{
    static readonly ImmutableArray<FieldReference> catalogued =
        [.. FieldCatalog.All.Select(field => new FieldReference(field, family: null, field.Name))];

    FieldReference(Field? field, FieldFamily? family, string name) => (Field, Family, Name) = (field, family, name);

    /// <summary>The field of the catalogue, or <see langword="null"/> for a name within a family.</summary>
    public Field? Field { get; }

    /// <summary>The family, or <see langword="null"/> for a field of the catalogue.</summary>
    public FieldFamily? Family { get; }

    /// <summary>The name of the field (<c>lob_id</c>), or the name within the family (<c>turns</c> in <c>attributes.turns</c>).</summary>
    public string Name { get; }

    /// <summary>How values compare. Values within a family are text.</summary>
    public FieldType Type => Field?.Type ?? FieldType.Text;

    /// <summary>A reference to a field of the catalogue.</summary>
    public static FieldReference To(Field field) => catalogued[field.Ordinal];

    /// <summary>A reference to a name within a family.</summary>
    public static FieldReference To(FieldFamily family, string name) => new(field: null, family, name);

    /// <summary>Reads a reference as a query writes it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="error">What is wrong, when the answer is <see langword="null"/>.</param>
    public static FieldReference? TryRead(string text, out QueryError? error) => FieldParser.Parse(text, out error);

    /// <summary>The reference as a query writes it: <c>lob_id</c>, <c>attributes.turns</c>, <c>attributes['net promoter']</c>.</summary>
    public override string ToString() => Family is not { } family ? Name
        : Word.IsWord(Name) ? $"{FieldCatalog.Prefix(family)}.{Name}"
        : $"{FieldCatalog.Prefix(family)}[{Printer.Quote(Name)}]";
}
