using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Profiles;

/// <summary>What the words of a field's name and description say of the kind of its value.</summary>
internal static class KindLexicon
{
    static readonly Dictionary<string, (ShapeKind Kind, double Weight)[]> Kinds = new(StringComparer.Ordinal);

    static KindLexicon()
    {
        Say(ShapeKind.Email, 3, "email e-mail");
        Say(ShapeKind.Email, 1, "mail");
        Say(ShapeKind.Phone, 3, "phone telephone mobile cell cellphone fax callback");
        Say(ShapeKind.Money, 1.5, "amount price cost fee payment refund charge budget salary deposit dollars euros paid money fare");
        Say(ShapeKind.Date, 1.5, "date birthday birth dob born deadline expiry expiration");
        Say(ShapeKind.DayOfMonth, 0.5, "date day");
        Say(ShapeKind.Weekday, 1.2, "day weekday");
        Say(ShapeKind.Time, 1.5, "time hour clock");
        Say(ShapeKind.Digits, 1, "number id identifier pin reference ref digits digit ssn zip postcode invoice ticket serial account order case no");
        Say(ShapeKind.Code, 0.9, "code id identifier reference ref tracking order invoice ticket case serial voucher coupon sku plate vin booking");
        Say(ShapeKind.PersonName, 0.6, "name");
        Say(ShapeKind.PersonName, 1, "surname who");
        Say(ShapeKind.Place, 1.5, "city town address location place street country destination origin airport pickup dropoff district region area where corner");
        Say(ShapeKind.Phrase, 0.8, "reason issue problem request description answer comment type model brand kind color colour product topic");
    }

    /// <summary>How much each kind is spoken of, the name counting twice.</summary>
    public static Dictionary<ShapeKind, double> Votes(Token[] name, Token[] description)
    {
        var votes = new Dictionary<ShapeKind, double>();
        Count(name, 2, votes);
        Count(description, 0.5, votes);
        if (IsCount(name) || IsCount(description))
        {
            votes[ShapeKind.Count] = IsCount(name) ? 5 : 2.5;
            votes.Remove(ShapeKind.Code);
        }

        var persons = Array.Exists(name, t => Vocabulary.Persons.Contains(t.Lower)) || Array.Exists(description, t => Vocabulary.Persons.Contains(t.Lower));
        if (votes.TryGetValue(ShapeKind.PersonName, out var named))
        {
            // "Customer name" is a person's; "restaurant name" isn't, unless the description speaks of a person.
            if (Array.Exists(name, t => Vocabulary.Persons.Contains(t.Lower)) || Array.Exists(name, t => t.Lower is "full" or "first" or "last") || (name.Length <= 3 && persons))
                votes[ShapeKind.PersonName] = named + 2;
            else
                votes[ShapeKind.Phrase] = votes.GetValueOrDefault(ShapeKind.Phrase) + named + 0.5;
        }

        return votes;
    }

    /// <summary>How telling it is that a recogniser takes an example: what has a narrow form tells more than what takes any words.</summary>
    public static double Prior(ShapeKind kind) => kind switch
    {
        ShapeKind.Email or ShapeKind.Time or ShapeKind.Date => 1.5,
        ShapeKind.Weekday or ShapeKind.Code or ShapeKind.DayOfMonth => 1.2,
        ShapeKind.Money => 1.1,
        ShapeKind.Digits => 1,
        ShapeKind.Phone => 0.5,
        ShapeKind.Count => 0.6,
        ShapeKind.Phrase => 0.5,
        ShapeKind.Place or ShapeKind.PersonName => 0.4,
        _ => 0.5,
    };

    /// <summary>Whether a name asked for is the customer's own.</summary>
    public static bool IsOwnName(Token[] name, Token[] description)
    {
        if (Array.Exists(name, t => Vocabulary.Speakers.Contains(t.Lower)))
            return true;
        if (Array.Exists(description, t => Vocabulary.Speakers.Contains(t.Lower)) && !Array.Exists(description, t => t.Lower is "somebody" or "someone" or "other" or "not"))
            return true;
        return !Array.Exists(name, t => Vocabulary.Persons.Contains(t.Lower)) && !Array.Exists(description, t => Vocabulary.Persons.Contains(t.Lower));
    }

    /// <summary>Whether the name asked for may be of somebody in the customer's family.</summary>
    public static bool IsFamily(Token[] name, Token[] description) =>
        Array.Exists(name, t => Vocabulary.Kin.Contains(t.Lower)) || Array.Exists(description, t => Vocabulary.Kin.Contains(t.Lower));

    /// <summary>Whether a count is of people.</summary>
    public static bool IsOfPeople(Token[] name, Token[] description) =>
        Array.Exists(name, t => Vocabulary.Heads.Contains(t.Lower) || t.Lower is "party" or "group" or "headcount")
        || Array.Exists(description, t => Vocabulary.Heads.Contains(t.Lower));

    /// <summary>The end of a journey, stay or span that is spoken of; the name decides, then the description.</summary>
    public static Side SideOf(Token[] name, Token[] description, ShapeKind kind) => SideOf(name.AsSpan(), kind) is not Side.None and var side ? side : SideOf(description.AsSpan(), kind);

    /// <summary>Whether the description says that the agent gives the value.</summary>
    public static bool IsSaidByAgent(Token[] description)
    {
        for (var i = 0; i + 1 < description.Length; i++)
        {
            if (description[i].Lower is "agent" or "assistant" or "representative" or "we"
                && description[i + 1].Stem is "giv" or "say" or "offer" or "quot" or "tell" or "provid" or "confirm" or "promis" or "assign" or "state" or "suggest")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The end of a journey, stay or span that <paramref name="words"/> speak of first.</summary>
    public static Side SideOf(ReadOnlySpan<Token> words, ShapeKind kind)
    {
        var place = kind is ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed;
        foreach (var word in words)
        {
            switch (word.Stem)
            {
                case "origin" or "start" or "begin" or "first" or "checkin":
                case "depart" or "pickup" or "leav" or "from" when place:
                case "arriv" when kind is ShapeKind.Date or ShapeKind.DayOfMonth or ShapeKind.Weekday:
                    return Side.Start;
                case "destin" or "end" or "finish" or "last" or "checkout" or "until":
                case "arriv" or "dropoff" or "go" or "head" or "reach" when place:
                case "depart" or "leav" when kind is ShapeKind.Date or ShapeKind.DayOfMonth or ShapeKind.Weekday:
                    return Side.End;
            }
        }

        return Side.None;
    }

    static bool IsCount(Token[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Lower is "count" or "quantity" or "headcount" or "size")
                return true;
            if (words[i].Lower == "many" && i > 0 && words[i - 1].Lower == "how")
                return true;
            if (words[i].Lower == "number" && i + 2 < words.Length && words[i + 1].Lower == "of" && words[i + 2].Lower is not ("the" or "a" or "an" or "your" or "their" or "his"))
                return true;
            if (words[i].Lower is "number" or "num" or "no" && i + 1 < words.Length && words[i + 1].Lower is { Length: > 3 } next && next[^1] == 's')
                return true;
        }

        return false;
    }

    static void Count(Token[] words, double weight, Dictionary<ShapeKind, double> votes)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (!counted.Add(word.Lower) || !Kinds.TryGetValue(word.Lower, out var kinds))
                continue;
            foreach (var (kind, vote) in kinds)
                votes[kind] = votes.GetValueOrDefault(kind) + vote * weight;
        }
    }

    static void Say(ShapeKind kind, double weight, string words)
    {
        foreach (var word in words.Split(' '))
            Kinds[word] = [.. Kinds.GetValueOrDefault(word, []), (kind, weight)];
    }
}
