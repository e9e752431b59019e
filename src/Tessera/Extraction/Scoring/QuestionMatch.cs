using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a question of the other side asks for a field's value.</summary>
internal static class QuestionMatch
{
    /// <summary>The first words of a question tell what it asks; a sentence of thousands of words isn't read to its end.</summary>
    const int MostTokens = 60;

    /// <summary>0 when <paramref name="sentence"/> asks for something else, up to 1 when it plainly asks for the field.</summary>
    public static double Of(FieldProfile field, MessageReading message, Sentence sentence)
    {
        var tokens = message.Tokens;
        var hit = 0.0;
        var missed = 0;
        var end = Math.Min(sentence.End, sentence.First + MostTokens);
        for (var i = sentence.First; i < end; i++)
        {
            if (!tokens[i].IsWord || IsRepeated(tokens, sentence.First, i))
                continue;
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight))
                hit += weight;
            else if (!Vocabulary.Stops.Contains(tokens[i].Lower) && !Vocabulary.Courtesy.Contains(tokens[i].Lower) && !Vocabulary.Generic.Contains(tokens[i].Lower))
                missed++;
        }

        var asked = AskedKinds.Of(tokens.AsSpan(sentence.First, end - sentence.First));
        var expected = false;
        foreach (var shape in field.Shapes)
            expected |= asked.HasFlag(AskedKinds.Flag(shape.Kind));
        if (expected && field.Shapes[0].Kind == ShapeKind.PersonName && field.OwnName && AskedKinds.AsksOwnName(tokens.AsSpan(sentence.First, end - sentence.First), field.Cues))
            return 1;
        hit = Math.Min(hit, 1.5);
        var covered = (hit + 0.5) / (hit + 0.5 + 0.35 * missed);
        return Math.Min(1, (expected ? 0.35 + 0.65 * Math.Min(1, hit) : 0.7 * Math.Min(1, hit)) * covered * 1.1);
    }

    static bool IsRepeated(Token[] tokens, int first, int at)
    {
        for (var i = first; i < at; i++)
        {
            if (tokens[i].Stem == tokens[at].Stem)
                return true;
        }

        return false;
    }
}

/// <summary>The kinds of value a question expects.</summary>
[Flags]
internal enum Asked
{
    /// <summary>It doesn't say.</summary>
    None = 0,

    /// <summary>A number or code that names something.</summary>
    Number = 1,

    /// <summary>How many.</summary>
    Count = 2,

    /// <summary>A day or date.</summary>
    Day = 4,

    /// <summary>A time.</summary>
    Time = 8,

    /// <summary>A name.</summary>
    Name = 16,

    /// <summary>A place.</summary>
    Place = 32,

    /// <summary>An amount of money.</summary>
    Money = 64,

    /// <summary>An e-mail address.</summary>
    Email = 128,

    /// <summary>A telephone number.</summary>
    Phone = 256,

    /// <summary>Other words.</summary>
    Words = 512,
}

/// <summary>Reads from a question's words what kind of value it expects.</summary>
internal static class AskedKinds
{
    /// <summary>The kinds that <paramref name="sentence"/> expects.</summary>
    public static Asked Of(ReadOnlySpan<Token> sentence)
    {
        var asked = Asked.None;
        for (var i = 0; i < sentence.Length; i++)
        {
            asked |= sentence[i].Lower switch
            {
                "many" => Asked.Count,
                "size" or "count" or "quantity" => Asked.Count,
                "number" or "num" when i + 1 < sentence.Length && (sentence[i + 1].Lower == "of" || Vocabulary.Heads.Contains(sentence[i + 1].Lower)) => Asked.Count,
                "number" or "id" or "pin" or "code" or "reference" or "digits" or "no" or "identifier" or "#" => Asked.Number,
                "when" => Asked.Day | Asked.Time,
                "day" or "date" or "days" or "dates" or "birthday" or "dob" or "born" => Asked.Day,
                "time" or "hour" or "times" => Asked.Time,
                "name" or "names" or "who" or "whom" => Asked.Name | Asked.Words,
                "where" or "location" or "address" or "city" or "place" or "street" or "destination" or "town" => Asked.Place | Asked.Words,
                "much" or "amount" or "price" or "cost" => Asked.Money,
                "email" or "mail" => Asked.Email,
                "phone" or "telephone" or "mobile" or "cell" => Asked.Phone | Asked.Number,
                "what" or "which" => Asked.Words,
                _ => Asked.None,
            };
        }

        return asked;
    }

    /// <summary>The kind of question that asks for <paramref name="kind"/>.</summary>
    public static Asked Flag(ShapeKind kind) => kind switch
    {
        ShapeKind.Digits or ShapeKind.Code => Asked.Number,
        ShapeKind.Count => Asked.Count,
        ShapeKind.Date or ShapeKind.DayOfMonth or ShapeKind.Weekday => Asked.Day,
        ShapeKind.Time => Asked.Time,
        ShapeKind.PersonName => Asked.Name,
        ShapeKind.Place => Asked.Place,
        ShapeKind.Money => Asked.Money,
        ShapeKind.Email => Asked.Email,
        ShapeKind.Phone => Asked.Phone,
        _ => Asked.Words,
    };

    /// <summary>Whether a question asks the customer's own name: "your name", "name please", but not "the name of the host" or "your pet's name".</summary>
    public static bool AsksOwnName(ReadOnlySpan<Token> sentence, IReadOnlyDictionary<string, double> cues)
    {
        for (var i = 0; i < sentence.Length; i++)
        {
            if (sentence[i].Lower is not ("name" or "names"))
                continue;
            for (var before = i - 1; before >= 0; before--)
            {
                if (sentence[before].Lower is "full" or "first" or "last" or "complete" or "and" || cues.ContainsKey(sentence[before].Stem))
                    continue;
                if (!Vocabulary.Stops.Contains(sentence[before].Lower) && !Vocabulary.Courtesy.Contains(sentence[before].Lower) && sentence[before].IsWord)
                    return false;
                break;
            }

            if (i + 1 >= sentence.Length || sentence[i + 1].Lower is not ("of" or "for"))
                return true;
            for (var after = i + 2; after < sentence.Length; after++)
            {
                if (sentence[after].IsWord && !Vocabulary.Stops.Contains(sentence[after].Lower))
                    return cues.ContainsKey(sentence[after].Stem);
            }
        }

        return false;
    }
}
