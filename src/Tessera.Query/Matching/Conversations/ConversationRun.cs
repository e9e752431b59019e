using System.Numerics;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Some conversations in rising order of their ids, column by column. Immutable.</summary>
sealed class ConversationRun
{
    readonly Column?[] columns; // by ordinal of the field
    readonly Dictionary<(FieldFamily Family, string Name), Column> named;

    public ConversationRun(ColumnOfIds ids, Column?[] columns, Dictionary<(FieldFamily Family, string Name), Column> named)
    {
        (Ids, this.columns, this.named) = (ids, columns, named);
        (FirstId, LastId) = (ids[0], ids[ids.Count - 1]);
    }

    public ColumnOfIds Ids { get; }

    public int Count => Ids.Count;

    public int Blocks => BitmapBlock.Count(Count);

    public string FirstId { get; }

    public string LastId { get; }

    /// <summary>The names within families that some conversation has a value of.</summary>
    public IEnumerable<(FieldFamily Family, string Name)> Names => named.Keys;

    /// <summary>The column of a field or name; null when no conversation has a value there.</summary>
    public Column? Column(FieldReference field) =>
        field.Field is { } catalogued ? columns[catalogued.Ordinal] : named.GetValueOrDefault((field.Family!.Value, field.Name));

    /// <summary>Everything known of a row's conversation, made anew.</summary>
    public ConversationFacts Facts(int row)
    {
        var builder = new ConversationFacts.Builder(Ids[row]);
        foreach (var field in FieldCatalog.All)
            columns[field.Ordinal]?.Tell(row, FieldReference.To(field), builder);
        foreach (var ((family, name), column) in named)
            column.Tell(row, FieldReference.To(family, name), builder);
        return builder.Build();
    }

    /// <summary>The memory of the columns in bytes, without dictionaries.</summary>
    public long Bytes => Ids.Bytes + columns.Sum(column => column?.Bytes ?? 0) + named.Values.Sum(column => column.Bytes);
}

/// <summary>A run of which some conversations may be gone: deleted, or replaced by a newer one elsewhere. Immutable.</summary>
/// <param name="Run">The run.</param>
/// <param name="Alive">By block, a bitmap of the rows that are still there; null when all are.</param>
/// <param name="Count">How many are.</param>
sealed record ConversationPart(ConversationRun Run, ulong[][]? Alive, int Count)
{
    public bool IsAlive(int row) =>
        Alive is null || BitmapBlock.Has(Alive[row >> BitmapBlock.RowBits], row & (BitmapBlock.Rows - 1));

    /// <summary>The rows that aren't there any more.</summary>
    public IEnumerable<int> Gone()
    {
        for (var block = 0; block < Alive?.Length; block++)
            for (var word = 0; word < BitmapBlock.Words; word++)
                for (var gone = ~Alive[block][word]; gone != 0; gone &= gone - 1)
                    if ((block << BitmapBlock.RowBits) + word * 64 + BitOperations.TrailingZeroCount(gone) is var row && row < Run.Count)
                        yield return row;
    }
}
