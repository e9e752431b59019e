using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a question of the other side asks for a field's value.</summary>
internal static class QuestionMatch
{
    /// <summary>The first words of a question tell what it asks; a sentence of thousands of words isn't read to its end.</summary>
    const int MostTokens = 60;

    /// <summary>"What time …?" asks no name, though it may speak of the customer.</summary>
    const double AsksOtherKind = 0.2;

    /// <summary>"Where do you want to go?" asks for the place at the end.</summary>
    const double AsksSide = 0.85;

    /// <summary>"Do you know your destination?" is answered by yes or no; what else is said there is seldom a value in free words.</summary>
    const double AsksYesOrNo = 0.3;

    /// <summary>"Your name, please?" is no question for the name of somebody else, and "With whom?" none for one's own.</summary>
    const double AsksOwnNameInstead = 0.05;

    static readonly Dictionary<string, double> NoCues = [];

    /// <summary>
    /// 0 when <paramref name="sentence"/> asks for something else, up to 1 when it plainly asks for the field; <paramref name="otherKind"/> tells that it
    /// asks for another kind of value.
    /// </summary>
    public static double Of(FieldProfile field, MessageReading message, Sentence sentence, out bool otherKind)
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
            else if (!(field.OfPeople && Vocabulary.Heads.Contains(tokens[i].Lower)) && !Vocabulary.Stops.Contains(tokens[i].Lower) && !Vocabulary.Courtesy.Contains(tokens[i].Lower) && !Vocabulary.Generic.Contains(tokens[i].Lower))
                missed++;
        }

        var words = tokens.AsSpan(sentence.First, end - sentence.First);
        var asked = AskedKinds.Of(words);
        var expected = false;
        foreach (var shape in field.Shapes)
            expected |= (asked & AskedKinds.Flag(shape.Kind)) != Asked.None;
        otherKind = !expected && asked != Asked.None;
        if (expected && field.Shapes[0].Kind == ShapeKind.PersonName && AskedKinds.AsksOwnName(words, field.OwnName ? field.Cues : NoCues))
            return field.OwnName ? 1 : AsksOwnNameInstead;
        if (expected && field.OwnName && field.Shapes[0].Kind == ShapeKind.PersonName)
            return AsksOwnNameInstead;
        hit = Math.Min(hit, 1.5);
        var covered = (hit + 0.5) / (hit + 0.5 + (0.35 * missed));
        // "How many people would you like to invite?" counts people too, but those of a party; a telling word of the field makes the difference.
        var counts = expected && field.Shapes[0].Kind == ShapeKind.Count && AskedKinds.CountsSame(words, field);
        var least = !counts ? 0.35 : missed > 0 && hit < 0.45 ? 0.5 : 0.75;
        var match = Math.Min(1, (expected ? least + ((1 - least) * Math.Min(1, hit)) : 0.7 * Math.Min(1, hit)) * covered * 1.1);
        if (otherKind)
            match *= AsksOtherKind;
        if (field.Side != Side.None && KindLexicon.SideOf(words, field.Shapes[0].Kind) is not Side.None and var side)
        {
            match = side == field.Side ? Math.Max(match, AsksSide) : match * AsksOtherKind;
            otherKind |= side != field.Side;
        }

        if (IsFree(field.Shapes[0].Kind) && AskedKinds.IsYesNo(words))
            match *= AsksYesOrNo;
        return match;
    }

    static bool IsFree(ShapeKind kind) => kind is ShapeKind.PersonName or ShapeKind.Place or ShapeKind.Phrase;

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
                "name" or "names" or "who" or "whom" => Asked.Name,
                "where" or "location" or "address" or "city" or "place" or "street" or "destination" or "town" => Asked.Place,
                "much" or "amount" or "price" or "cost" => Asked.Money,
                "email" or "mail" => Asked.Email,
                "phone" or "telephone" or "mobile" or "cell" => Asked.Phone | Asked.Number,
                _ => Asked.None,
            };
        }

        if (asked is Asked.None or Asked.Name or Asked.Place)
        {
            foreach (var token in sentence)
            {
                if (token.Lower is "what" or "which" or "name")
                    return asked | Asked.Words;
            }
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

    /// <summary>Whether "how many …" or "number of …" is followed by what the field counts.</summary>
    public static bool CountsSame(ReadOnlySpan<Token> sentence, FieldProfile field)
    {
        for (var i = 1; i < sentence.Length; i++)
        {
            if (sentence[i - 1].Lower is not ("many" or "of" or "number" or "size") || !sentence[i].IsWord)
                continue;
            if ((field.OfPeople && Vocabulary.Heads.Contains(sentence[i].Lower)) || field.Cues.GetValueOrDefault(sentence[i].Stem) > 0.4)
                return true;
        }

        return false;
    }

    /// <summary>Whether a question wants yes or no: "Do you …?", "Would you like to …?", "Can I book …?", but not "Can I have your name?".</summary>
    public static bool IsYesNo(ReadOnlySpan<Token> sentence)
    {
        var first = 0;
        while (first < sentence.Length && (!sentence[first].IsWord || sentence[first].Lower is "and" or "ok" or "okay" or "so" or "great" or "alright" or "right" or "hello" or "hi"))
            first++;
        if (first >= sentence.Length)
            return false;
        var opening = sentence[first].Lower;
        var asksFor = opening is "can" or "could" or "may" or "would";
        if (!asksFor && opening is not ("do" or "does" or "did" or "is" or "are" or "was" or "were" or "will" or "should" or "shall" or "have" or "has"))
            return false;
        for (var i = first + 1; i < sentence.Length; i++)
        {
            if (sentence[i].Lower is "what" or "which" or "when" or "where" or "who" or "whom")
                return false;
            if (asksFor && i <= first + 4 && sentence[i].Lower is "have" or "get" or "provide" or "tell" or "give" or "ask" or "know" or "confirm" or "take" or "share" or "specify")
                return false;
        }

        return true;
    }

    /// <summary>Whether a question asks the customer's own name: "your name", "name please", but not "the name of the host" or "your pet's name".</summary>
    public static bool AsksOwnName(ReadOnlySpan<Token> sentence, Dictionary<string, double> cues)
    {
        for (var i = 0; i < sentence.Length; i++)
        {
            if (sentence[i].Lower is "speaking" or "talking" or "chatting" && i + 1 < sentence.Length && sentence[i + 1].Lower is "with" or "to")
                return true;
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
