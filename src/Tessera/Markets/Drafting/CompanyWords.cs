using System.Text.RegularExpressions;

namespace Tessera.Markets.Drafting;

/// <summary>The words by which a sentence is chosen for a place in a draft, or for none.</summary>
internal static partial class CompanyWords
{
    const int Milliseconds = 1000;
    const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    /// <summary>Whether a sentence speaks of companies at all.</summary>
    public static bool IsAboutCompanies(string sentence) => Companies().IsMatch(sentence);

    /// <summary>
    /// Whether a sentence is the page's furniture, or speaks to whoever reads pages for others: neither belongs in a draft.
    /// </summary>
    public static bool IsNoise(string sentence) => Furniture().IsMatch(sentence) || ToMachines().IsMatch(sentence);

    /// <summary>What they want or need.</summary>
    public static int Priorities(string sentence) => Needs().Count(sentence);

    /// <summary>What stands in the way of selling to them.</summary>
    public static int Considerations(string sentence) => Obstacles().Count(sentence);

    /// <summary>What one shows them.</summary>
    public static int Approach(string sentence) => Results().Count(sentence);

    /// <summary>Why they fit.</summary>
    public static int Fit(string sentence) => Fits().Count(sentence);

    /// <summary>Whom it isn't for.</summary>
    public static bool Excludes(string sentence) => Misfits().IsMatch(sentence);

    [GeneratedRegex(
        @"\b(compan(y|ies)|organi[sz]ations?|business(es)?|enterprises?|customers?|clients|firms?|corporations?|start-?ups?|SMBs?|SMEs?|mid-?market|teams|retailers|manufacturers|banks|insurers|providers|agencies|institutions|operators|vendors|brands)\b|企業|会社|法人|メーカー|事業者|顧客|お客様", Options, Milliseconds)]
    private static partial Regex Companies();

    [GeneratedRegex(
        @"\b(cookies?|all rights reserved|privacy policy|terms of (service|use)|(sign|log) ?(in|up|out)|forgot(ten)? (your )?password|enter your (e-?mail|password)|create an account|subscribe to|page (was )?not found|404|enable javascript|skip to|read more|learn more|click here|follow us|share this|back to top)\b|©|ログイン|パスワード|プライバシー", Options, Milliseconds)]
    private static partial Regex Furniture();

    [GeneratedRegex(
        @"\b((ignore|disregard|forget|override)\W+(\w+\W+){0,4}(instructions?|prompts?|rules|directions)|system prompt|you are (now )?(an?|the) (\w+ )?(assistant|AI|model|chatbot)|as an AI|language model|(respond|reply|answer|output|write|say) (only )?(with|that|exactly)|do not (tell|mention|reveal)|new instructions?|instructions? (above|below))\b", Options, Milliseconds)]
    private static partial Regex ToMachines();

    [GeneratedRegex(
        @"\b(needs?|wants?|priorit\w+|goals?|focus(ed|es)?( on)?|cares? about|requires?|must|look(ing|s)? for|aims?|critical|seeks?|essential|top of mind|under pressure|demands?|expects?)\b|必要|重視|求め|課題", Options, Milliseconds)]
    private static partial Regex Needs();

    [GeneratedRegex(
        @"\b(compliance|complian\w+|regulat\w+|security|procurement|budgets?|sales cycles?|decisions?( makers?)?|stakeholders?|approv\w+|contracts?|risks?|integrat\w+|legacy|migrat\w+|audit\w*|challeng\w+|however|difficult|slow|complex\w*|concerns?|committee)\b|規制|予算|稟議|承認|リスク|セキュリティ", Options, Milliseconds)]
    private static partial Regex Obstacles();

    [GeneratedRegex(
        @"\b(ROI|return on investment|demonstrat\w+|pilots?|proof|proven|case stud(y|ies)|reduc\w+|saves?|saved|saving|faster|cut|cuts|increas\w+|improv\w+|results?|achiev\w+|automat\w+|streamlin\w+|helps?|helped|show(s|ed)?)\b|\d+ ?%|削減|短縮|改善|向上|導入", Options, Milliseconds)]
    private static partial Regex Results();

    [GeneratedRegex(
        @"\b(ideal|fits?|best (for|suited)|(designed|built|made|intended|suited) for|because|benefits?|perfect for|serves?|works? (best|well) (for|with)|value|purpose-built)\b|向け|最適|適し", Options, Milliseconds)]
    private static partial Regex Fits();

    [GeneratedRegex(
        @"\b((is|are)(n't| not) (a )?(good )?(fit|suited|intended|designed|meant|ideal|right)|not (a )?(good )?(fit|suited|ideal|right) for|not (designed|built|meant|intended) for|unsuitable|poor fit|(we )?do(n't| not) (serve|sell to|work with|support))\b", Options, Milliseconds)]
    private static partial Regex Misfits();
}
