using System.Text.RegularExpressions;

namespace Tessera.Markets.Drafting;

/// <summary>A value of a firmographic field, as it stands in a source.</summary>
/// <param name="Field"><c>industry</c>, <c>employees</c>, <c>revenue</c>, <c>geography</c> or <c>businessModel</c>.</param>
/// <param name="Value">The words of the source.</param>
/// <param name="Sentence">The sentence it stands in.</param>
/// <param name="Start">Its offset in the source's text.</param>
internal sealed record FirmographicValue(string Field, string Value, SourceSentence Sentence, int Start)
{
    /// <summary>The citation of the value.</summary>
    public Citation Cite(string path) => new(path, Sentence.Source, Start, Start + Value.Length);
}

/// <summary>
/// Recognises what kind of company a sentence speaks of: by word lists for kinds, by patterns for sizes. A value is never anything but the
/// source's own words.
/// </summary>
internal static partial class Firmographics
{
    /// <summary>The fields, in the order they are given.</summary>
    public static readonly string[] Fields = ["industry", "businessModel", "geography", "revenue", "employees"];

    const int Milliseconds = 1000;

    /// <summary>The values in a sentence.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="ofWriterToo">Whether what the writer says of itself (we, our) counts; of its customers it says no size.</param>
    public static IEnumerable<FirmographicValue> Read(SourceSentence sentence, bool ofWriterToo = false)
    {
        foreach (Match match in Industry().Matches(sentence.Text)) yield return Value("industry", match, sentence);
        foreach (Match match in BusinessModel().Matches(sentence.Text)) yield return Value("businessModel", match, sentence);
        if (!ofWriterToo && OfWriter().IsMatch(sentence.Text) && !CompanyWords.IsAboutCompanies(sentence.Text)) yield break;
        foreach (Match match in Geography().Matches(sentence.Text)) yield return Value("geography", match, sentence);
        foreach (Match match in Employees().Matches(sentence.Text)) yield return Value("employees", match, sentence);
        // Elsewhere an amount is a price.
        if (!RevenueWord().IsMatch(sentence.Text)) yield break;
        foreach (Match match in Amount().Matches(sentence.Text)) yield return Value("revenue", match, sentence);
    }

    static FirmographicValue Value(string field, Match match, SourceSentence sentence) =>
        new(field, match.Value, sentence, sentence.Start + match.Index);

    [GeneratedRegex(
        @"\b(SaaS|software|fintech|financial services|banking|banks?|credit unions?|insurance|insurers?|health ?care|hospitals?|life sciences|pharmaceuticals?|biotech(nology)?|medical devices?|manufactur(ing|ers?)|retail(ers?)?|e-?commerce|logistics|transport(ation)?|shipping|telecom(s|munications)?|energy|utilities|oil and gas|education|universit(y|ies)|schools|government|public sector|media|publishing|entertainment|hospitality|hotels|restaurants|travel|airlines?|automotive|construction|real estate|agriculture|farming|professional services|consulting|law firms?|legal services|accounting firms?|advertising|marketing agencies|non-?profits?|cyber ?security|semiconductors?|aerospace|defen[cs]e|food and beverage|consumer goods|private equity|venture capital|staffing|gaming|mining|chemicals?|wholesale|distribution|technology)\b|製造業|小売業?|金融|銀行|保険|医療|病院|物流|建設業?|不動産|教育|自治体|通信|ソフトウェア|食品|運輸",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex Industry();

    [GeneratedRegex(
        @"\b(B2B2C|B2B|B2C|D2C|direct[- ]to[- ]consumer|subscriptions?|subscription-based|marketplaces?|franchises?|franchising|usage-based|freemium|wholesalers?|resellers?|open source|SaaS)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex BusinessModel();

    // Names, so by their capitals: "us" is no country.
    [GeneratedRegex(
        @"\b(North America|South America|Latin America|LATAM|Central America|Europe|Western Europe|Eastern Europe|European Union|EU|EMEA|APAC|Asia|Southeast Asia|Asia-Pacific|Middle East|Africa|Oceania|Nordics|DACH|Benelux|United States|US|USA|U\.S\.|United Kingdom|UK|Great Britain|Ireland|Canada|Mexico|Brazil|Argentina|Chile|Colombia|Germany|France|Spain|Portugal|Italy|Netherlands|Belgium|Luxembourg|Switzerland|Austria|Poland|Czechia|Sweden|Norway|Denmark|Finland|Estonia|Greece|Turkey|Israel|Egypt|Nigeria|Kenya|South Africa|Saudi Arabia|United Arab Emirates|UAE|India|China|Japan|South Korea|Taiwan|Singapore|Malaysia|Indonesia|Thailand|Vietnam|Philippines|Australia|New Zealand|California|Texas|New York|London)(?![A-Za-z])|日本|国内|首都圏|東京|大阪|関西|アジア",
        RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex Geography();

    [GeneratedRegex(
        @"\b((more|fewer|less) than |over |under |up to |at least |between )?\d{1,3}(,?\d{3})*(\.\d+)?k?\+?( ?(-|–|to|and) ?\d{1,3}(,?\d{3})*k?\+?)? (full-time )?(employees|staff|people|workers|FTEs)\b|(従業員|社員)(数)?[はが]?\d{1,3}(,?\d{3})*(人|名)(以上|以下|未満|規模)?|\d{1,3}(,?\d{3})*(人|名)(以上|以下|未満)?の(従業員|社員)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Employees();

    [GeneratedRegex(
        @"([$€£¥]|\b(USD|EUR|GBP|JPY) ?)\d{1,3}(,?\d{3})*(\.\d+)?( ?(million|billion|thousand|bn|[MBKk])\b)?\+?( ?(-|–|to|and) ?[$€£¥]?\d{1,3}(,?\d{3})*(\.\d+)?( ?(million|billion|thousand|bn|[MBKk])\b)?\+?)?|年商\d{1,4}億円(以上|以下)?|売上高?\d{1,4}億円(以上|以下)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Amount();

    [GeneratedRegex(
        @"\b(revenues?|ARR|turnover|annual sales)\b|年商|売上", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex RevenueWord();

    [GeneratedRegex(@"\b(we|our|us|I|my)\b", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex OfWriter();
}
