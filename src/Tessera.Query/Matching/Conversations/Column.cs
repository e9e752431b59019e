using System.Collections.Immutable;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>What the conversations of one run have for one field or one name. Immutable.</summary>
abstract class Column
{
    /// <summary>The memory it takes, in bytes, without its dictionary.</summary>
    public abstract long Bytes { get; }

    /// <summary>
    /// The value of a row as text, null when it is missing; a list as <see cref="ColumnLists"/> writes it. A time has none.
    /// </summary>
    public abstract string? Value(int row);

    /// <summary>The rows a predicate is true of.</summary>
    public abstract ConversationNode Bind(ConversationQuestion question);

    /// <summary>Tells a builder the value of a row.</summary>
    public abstract void Tell(int row, FieldReference field, ConversationFacts.Builder builder);

    protected static void Tell(string? value, FieldReference field, ConversationFacts.Builder builder)
    {
        if (value is null)
            return;
        if (field.Family is { } family)
            builder.SetNamed(family, field.Name, value);
        else if (field.Type == FieldType.TextList)
            builder.SetList(field.Field!, ImmutableArray.Create(ColumnLists.Unpack(value)));
        else
            builder.Set(field.Field!, value);
    }
}
