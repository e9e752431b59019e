using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Adds up the memory of a version.</summary>
static class ConversationMemory
{
    public static long Of(ConversationVersion version)
    {
        var dictionaries = new HashSet<ColumnDictionary>();
        var bytes = 0L;
        foreach (var part in version.Parts)
        {
            bytes += part.Run.Bytes + 8L * BitmapBlock.Words * (part.Alive?.Length ?? 0);
            var names = part.Run.Names.Select(name => FieldReference.To(name.Family, name.Name));
            var fields = FieldCatalog.All.Select(FieldReference.To).Concat(names);
            foreach (var field in fields)
                if (part.Run.Column(field) is ColumnOfCodes { Dictionary: var dictionary } && dictionaries.Add(dictionary))
                    bytes += dictionary.Bytes;
        }
        return bytes;
    }
}
