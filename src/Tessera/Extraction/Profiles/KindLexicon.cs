using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Profiles;

/// <summary>What the words of a field's name and description say of the kind of its value.</summary>
internal static class KindLexicon
{
    /// <summary>A word of the name votes for a kind as much as four of the description.</summary>
    const double NameVote = 2;
    const double DescriptionVote = 0.5;

    static readonly Dictionary<string, List<(ShapeKind Kind, double Weight)>> Kinds = new(StringComparer.Ordinal);

    static readonly HashSet<string> Agents = WordSet.Of("agent representative assistant advisor adviser");
    static readonly HashSet<string> Givers = WordSet.Of("agent assistant representative we");
    static readonly HashSet<string> Giving = WordSet.Of("giv say offer quot tell provid confirm promis assign state suggest");
    static readonly HashSet<string> PartsOfName = WordSet.Of("full first last");
    static readonly HashSet<string> Crowds = WordSet.Of("party group headcount");
    static readonly HashSet<string> Determiners = WordSet.Of("the a an your their his her");

    static KindLexicon()
    {
        Say(ShapeKind.Email, 3, "email e-mail");
        Say(ShapeKind.Email, 1, "mail");
        Say(ShapeKind.Phone, 3, "phone telephone mobile cell cellphone fax");
        Say(ShapeKind.Phone, 1, "callback");
        Say(ShapeKind.Money, 1.5, "amount price cost fee payment refund charge budget salary deposit dollars euros paid money fare");
        Say(ShapeKind.Date, 1.5, "date birthday birth dob born deadline expiry expiration");
        Say(ShapeKind.DayOfMonth, 0.5, "date day");
        Say(ShapeKind.Weekday, 1.2, "day weekday");
        Say(ShapeKind.Time, 1.5, "time hour clock");
        Say(ShapeKind.Digits, 1, "number id identifier pin reference ref digits digit ssn zip postcode invoice ticket serial account");
        Say(ShapeKind.Digits, 1, "order case no");
        Say(ShapeKind.Digits, 0.8, "code");
        Say(ShapeKind.Code, 0.9, "code id identifier reference ref tracking order invoice ticket case serial voucher coupon sku plate vin");
        Say(ShapeKind.Code, 0.9, "booking");
        Say(ShapeKind.PersonName, 0.6, "name");
        Say(ShapeKind.PersonName, 1, "surname who");
        Say(ShapeKind.Place, 1.5, "city town address location place street country destination origin airport pickup dropoff district");
        Say(ShapeKind.Place, 1.5, "region area where corner");
        Say(ShapeKind.Phrase, 0.8, "reason issue problem request description answer comment type model brand kind color colour product");
        Say(ShapeKind.Phrase, 0.8, "topic");
    }

    /// <summary>How much each kind is spoken of.</summary>
    public static Dictionary<ShapeKind, double> Votes(Token[] name, Token[] description)
    {
        var votes = new Dictionary<ShapeKind, double>();
        Vote(name, NameVote, votes);
        Vote(description, DescriptionVote, votes);
        if (IsCount(name) || IsCount(description))
        {
            votes[ShapeKind.Count] = IsCount(name) ? 5 : 2.5;
            votes.Remove(ShapeKind.Code);
        }

        // "Customer name" is a person's; "product name" isn't, unless the name is short and the description speaks of a person.
        if (votes.TryGetValue(ShapeKind.PersonName, out var named))
        {
            var isPerson = Speaks(Vocabulary.Persons, name) || Speaks(PartsOfName, name)
                || (name.Length <= 3 && Speaks(Vocabulary.Persons, description));
            if (isPerson)
                votes[ShapeKind.PersonName] = named + 2;
            else
                votes[ShapeKind.Phrase] = votes.GetValueOrDefault(ShapeKind.Phrase) + named + 0.5;
        }

        return votes;
    }

    /// <summary>
    /// How telling it is that a recogniser takes an example: what has a narrow form tells more than what takes any words.
    /// </summary>
    public static double Prior(ShapeKind kind) => kind switch
    {
        ShapeKind.Email or ShapeKind.Time or ShapeKind.Date => 1.5,
        ShapeKind.Weekday or ShapeKind.Code or ShapeKind.DayOfMonth => 1.2,
        ShapeKind.Money => 1.1,
        ShapeKind.Digits => 1,
        ShapeKind.Count => 0.6,
        ShapeKind.Place or ShapeKind.PersonName => 0.4,
        _ => 0.5,
    };

    /// <summary>
    /// Whether a name asked for is the customer's own. The first person the description speaks of is the one who is named ("the doctor the
    /// patient sees"), then the first in the field's name; where nobody is spoken of it is the customer.
    /// </summary>
    public static bool IsOwnName(Token[] name, Token[] description)
    {
        foreach (var word in description.Concat(name))
        {
            if (Vocabulary.Speakers.Contains(word.Lower))
                return true;
            if (Vocabulary.Persons.Contains(word.Lower) || IsKin(word))
                return false;
        }

        return true;
    }

    /// <summary>Whether a name asked for is the agent's: the first person spoken of is the agent.</summary>
    public static bool IsAgentsName(Token[] name, Token[] description)
    {
        foreach (var word in description.Concat(name))
        {
            if (Agents.Contains(word.Lower))
                return true;
            if (Vocabulary.Persons.Contains(word.Lower) || IsKin(word))
                return false;
        }

        return false;
    }

    static bool IsKin(Token word) => Vocabulary.Kin.Contains(word.IsPossessive ? word.Lower[..^2] : word.Lower);

    /// <summary>Whether a count is of people.</summary>
    public static bool IsOfPeople(Token[] name, Token[] description) => Speaks(Crowds, name) || Speaks(Vocabulary.Heads, name, description);

    /// <summary>Whether the description says that the agent gives the value.</summary>
    public static bool IsSaidByAgent(Token[] description)
    {
        for (var i = 0; i + 1 < description.Length; i++)
        {
            if (Givers.Contains(description[i].Lower) && Giving.Contains(description[i + 1].Stem))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of <paramref name="words"/> occurs in one of <paramref name="texts"/>.</summary>
    public static bool Speaks(HashSet<string> words, params ReadOnlySpan<Token[]> texts)
    {
        foreach (var text in texts)
        {
            if (Array.Exists(text, t => words.Contains(t.Lower)))
                return true;
        }

        return false;
    }

    /// <summary>"party size", "how many guests", "number of rooms", "number guests"; not "the number of the account".</summary>
    static bool IsCount(Token[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i].Lower;
            var next = i + 1 < words.Length ? words[i + 1].Lower : "";
            if (word is "count" or "quantity" or "headcount" or "size" || (word == "how" && next == "many"))
                return true;
            if (word == "number" && next == "of" && i + 2 < words.Length && !Determiners.Contains(words[i + 2].Lower))
                return true;
            if (word is "number" or "num" or "no" && next.Length > 3 && next[^1] == 's')
                return true;
        }

        return false;
    }

    static void Vote(Token[] words, double weight, Dictionary<ShapeKind, double> votes)
    {
        foreach (var word in words.DistinctBy(w => w.Lower, StringComparer.Ordinal))
        {
            foreach (var (kind, vote) in Kinds.GetValueOrDefault(word.Lower, []))
                votes[kind] = votes.GetValueOrDefault(kind) + (vote * weight);
        }
    }

    static void Say(ShapeKind kind, double weight, string words)
    {
        foreach (var word in WordSet.Of(words))
        {
            if (!Kinds.TryGetValue(word, out var kinds))
                Kinds.Add(word, kinds = []);
            kinds.Add((kind, weight));
        }
    }
}
