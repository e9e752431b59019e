using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>How one field of a conversation becomes classes: on which axes, by which tables.</summary>
/// <param name="reference">The field.</param>
sealed class FieldCodes(FieldReference reference)
{
    // The field, where it is one of the catalogue with one text.
    readonly Field? single = reference.Type is FieldType.TextList or FieldType.Time ? null : reference.Field;
    volatile ValueTable? values;
    volatile ValueTable? valuesInAnyCase;
    volatile AskedTable? asked;
    volatile Axis? value, presence, askedAxis;
    int named;

    public long MemoryBytes => 80 + (values?.MemoryBytes ?? 0) + (valuesInAnyCase?.MemoryBytes ?? 0) + (asked?.MemoryBytes ?? 0);

    /// <summary>One more than the highest class on the axis.</summary>
    public int ClassesOn(AxisKind kind) => Axis.First + kind switch
    {
        AxisKind.Value => named,
        AxisKind.Asked => asked!.Count,
        _ => 0,
    };

    public void Begin(Axis axis)
    {
        switch (axis.Kind)
        {
            case AxisKind.Value:
                values = new ValueTable(ignoreCase: false);
                if (reference.Type == FieldType.Enum)
                {
                    valuesInAnyCase = new ValueTable(ignoreCase: true);
                    // So that a member is found at the first look, whether a query names it or not.
                    foreach (var member in reference.Field!.Values)
                        Intern(member);
                }
                value = axis;
                break;
            case AxisKind.Presence:
                presence = axis;
                break;
            case AxisKind.Asked:
                asked = new AskedTable();
                askedAxis = axis;
                break;
        }
    }

    /// <summary>The class of a value that a query names; <see cref="Axis.Other"/> when none has named it yet.</summary>
    public int Find(string text) => ClassOf(text, values!.Hash(text));

    /// <summary>The class of a value that a query names.</summary>
    public int Intern(string text)
    {
        if (Find(text) is var known and not Axis.Other)
            return known;
        var added = Axis.First + named++;
        valuesInAnyCase?.Add(text, added);
        values!.Add(text, added);
        return added;
    }

    /// <summary>The class of values of which the predicate is true.</summary>
    public int Intern(Predicate predicate) => asked!.Intern(predicate);

    /// <summary>The hash of the conversation's text; where it will be looked for is read, so that it is near then.</summary>
    public uint Hash(ConversationFacts facts, ref int touched)
    {
        if (single is null || values is not { } table || facts.Text(single) is not { } text)
            return 0;
        var hash = table.Hash(text);
        touched += table.Touch(hash);
        return hash;
    }

    /// <summary>Writes the classes that a conversation has on the axes of this field.</summary>
    /// <param name="facts">The conversation.</param>
    /// <param name="hash">What <see cref="Hash"/> answered.</param>
    /// <param name="encoded">Takes the classes.</param>
    public void Encode(ConversationFacts facts, uint hash, EncodedConversation encoded)
    {
        if (single is { } field)
            Encode(facts.Text(field), hash, encoded);
        else if (reference.Family is { } family)
            Encode(facts.Named(family, reference.Name), hash: null, encoded);
        else if (reference.Type == FieldType.TextList)
            EncodeList(facts, reference.Field!, encoded);
        else if (presence is { } ofTime)
            encoded.Set(ofTime, facts.Has(reference.Field!) ? Axis.Other : Axis.Missing);
    }

    void Encode(string? text, uint? hash, EncodedConversation encoded)
    {
        if (value is { } axis)
            encoded.Set(axis, text is null ? Axis.Missing : ClassOf(text, hash ?? values!.Hash(text)));
        if (askedAxis is { } many)
            encoded.SetMany(many, text is null ? [] : asked!.ClassesOf(text));
    }

    void EncodeList(ConversationFacts facts, Field list, EncodedConversation encoded)
    {
        var items = facts.List(list);
        if (presence is { } ofList)
            encoded.Set(ofList, items.IsEmpty ? Axis.Missing : Axis.Other);
        if (value is { } axis)
        {
            encoded.BeginMany(axis);
            foreach (var item in items)
                encoded.Add(axis, ClassOf(item, values!.Hash(item)));
        }
        if (askedAxis is { } many)
        {
            encoded.BeginMany(many);
            foreach (var item in items)
                foreach (var askedClass in asked!.ClassesOf(item))
                    encoded.Add(many, askedClass);
        }
    }

    int ClassOf(string text, uint hash)
    {
        var found = values!.Find(text, hash);
        return found == Axis.Other && valuesInAnyCase is { } anyCase ? anyCase.Find(text) : found;
    }
}
