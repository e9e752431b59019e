using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

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
    static readonly HashSet<string> YesNoOpenings = WordSet.Of("do does did is are was were will should shall have has");
    static readonly HashSet<string> RequestOpenings = WordSet.Of("can could may would");
    static readonly HashSet<string> RequestVerbs = WordSet.Of("have get provide tell give ask know confirm take share specify");
    static readonly HashSet<string> QuestionWords = WordSet.Of("what which when where who whom");
    static readonly HashSet<string> BeforeQuestion = WordSet.Of("and ok okay so great alright right hello hi");
    static readonly HashSet<string> PartsOfName = WordSet.Of("full first last complete and");

    /// <summary>A request's verb stands within this many words of its opening: "Could you please tell me".</summary>
    const int RequestReach = 4;

    /// <summary>The kinds that <paramref name="sentence"/> expects.</summary>
    public static Asked Of(ReadOnlySpan<Token> sentence)
    {
        var asked = Asked.None;
        var words = false;
        for (var i = 0; i < sentence.Length; i++)
        {
            asked |= Of(sentence, i);
            words |= sentence[i].Lower is "what" or "which" or "name";
        }

        return words && asked is Asked.None or Asked.Name or Asked.Place ? asked | Asked.Words : asked;
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
            if (field.OfPeople && Vocabulary.Heads.Contains(sentence[i].Lower))
                return true;
            if (field.Cues.GetValueOrDefault(sentence[i].Stem) > FieldProfile.WeakCue)
                return true;
        }

        return false;
    }

    /// <summary>Whether a question wants yes or no: "Do you …?", "Can I book …?", but not "Can I have your name?".</summary>
    public static bool IsYesNo(ReadOnlySpan<Token> sentence)
    {
        var first = 0;
        while (first < sentence.Length && (!sentence[first].IsWord || BeforeQuestion.Contains(sentence[first].Lower)))
            first++;
        if (first >= sentence.Length)
            return false;
        var requests = RequestOpenings.Contains(sentence[first].Lower);
        if (!requests && !YesNoOpenings.Contains(sentence[first].Lower))
            return false;
        for (var i = first + 1; i < sentence.Length; i++)
        {
            if (QuestionWords.Contains(sentence[i].Lower))
                return false;
            if (requests && i <= first + RequestReach && RequestVerbs.Contains(sentence[i].Lower))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether a question asks the customer's own name: "your name", "name please", but not "the name of the host" or "your pet's name".
    /// </summary>
    public static bool AsksOwnName(ReadOnlySpan<Token> sentence, Dictionary<string, double> cues)
    {
        for (var i = 0; i < sentence.Length; i++)
        {
            var next = i + 1 < sentence.Length ? sentence[i + 1].Lower : "";
            if (sentence[i].Lower is "speaking" or "talking" or "chatting" && next is "with" or "to")
                return true;
            if (sentence[i].Lower is not ("name" or "names"))
                continue;
            if (IsNameOf(sentence[..i], cues))
                return false;
            if (next is not ("of" or "for"))
                return true;
            for (var after = i + 2; after < sentence.Length; after++)
            {
                if (sentence[after].IsWord && !Vocabulary.Stops.Contains(sentence[after].Lower))
                    return cues.ContainsKey(sentence[after].Stem);
            }
        }

        return false;
    }

    /// <summary>Whether the words before "name" say of what it is: "maiden name", "your pet's name".</summary>
    static bool IsNameOf(ReadOnlySpan<Token> before, Dictionary<string, double> cues)
    {
        for (var i = before.Length - 1; i >= 0; i--)
        {
            if (!PartsOfName.Contains(before[i].Lower) && !cues.ContainsKey(before[i].Stem))
                return before[i].IsWord && !Vocabulary.IsFunctional(before[i].Lower);
        }

        return false;
    }

    static bool IsCounted(string afterNumber) => afterNumber == "of" || Vocabulary.Heads.Contains(afterNumber);

    static Asked Of(ReadOnlySpan<Token> sentence, int at)
    {
        switch (sentence[at].Lower)
        {
            case "many" or "size" or "count" or "quantity":
                return Asked.Count;
            case "number" or "num" when at + 1 < sentence.Length && IsCounted(sentence[at + 1].Lower):
                return Asked.Count;
            case "number" or "id" or "pin" or "code" or "reference" or "digits" or "no" or "identifier" or "#":
                return Asked.Number;
            case "when":
                return Asked.Day | Asked.Time;
            case "day" or "date" or "days" or "dates" or "birthday" or "dob" or "born":
                return Asked.Day;
            case "time" or "hour" or "times":
                return Asked.Time;
            case "name" or "names" or "who" or "whom":
                return Asked.Name;
            case "where" or "location" or "address" or "city" or "place" or "street" or "destination" or "town":
                return Asked.Place;
            case "much" or "amount" or "price" or "cost":
                return Asked.Money;
            case "email" or "mail":
                return Asked.Email;
            case "phone" or "telephone" or "mobile" or "cell":
                return Asked.Phone | Asked.Number;
            default:
                return Asked.None;
        }
    }
}
