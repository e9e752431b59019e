using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Tessera.Fetch;

/// <summary>
/// Makes HTML readable: the main content as lines, headings marked with <c>#</c> by level, list items with <c>-</c>, the cells of a table's
/// row parted by <c>|</c>. Scripts, navigation, forms, headers and footers of the page, and cookie banners are left out.
/// </summary>
internal static class ReadableText
{
    // A page of 5 MiB of short paragraphs has 400,000 tokens. Some markup costs its square in nesting: hence the time too.
    const int MostTokens = 1_000_000;
    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(4);

    static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "dialog", "iframe", "svg", "math", "canvas",
        "object", "video", "audio", "button", "select", "textarea", "head",
    };

    static readonly HashSet<string> DroppedRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
    };

    static readonly string[] BannerWords = ["cookie", "consent", "gdpr", "onetrust"];

    /// <summary>The readable text, or null where the markup is too tangled to be parsed in bounded time.</summary>
    public static string? Of(string html)
    {
        var started = Stopwatch.GetTimestamp();
        var tokens = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            SkipComments = true,
            DisableElementPositionTracking = true,
            // An element with 100,000 attributes would be compared with itself 100,000 times.
            ShouldEmitAttribute = (ref _, name) => name.Span is "id" or "class" or "role" or "hidden" or "aria-hidden",
            OnToken = (_, _) =>
            {
                if (++tokens > MostTokens || ((tokens & 63) == 0 && Stopwatch.GetElapsedTime(started) > MostTime))
                    throw new TangledException();
            },
        });
        try
        {
            // Not disposed, and not asked for its elements by name: both would recurse as deep as the page nests, which may be
            // deeper than the stack.
#pragma warning disable CA2000
            var document = parser.ParseDocument(html);
#pragma warning restore CA2000
            var writer = new ReadableTextWriter();
            if (document.Body is { } body) Write(MainOf(body), writer);
            return writer.ToText(TitleOf(document.Head));
        }
        catch (TangledException)
        {
            return null;
        }
    }

    // The one main element, or the one article, if it has more than a heading's worth of text; else the whole page.
    static IElement MainOf(IElement body)
    {
        foreach (var name in (string[])["main", "article"])
        {
            if (Elements(body, name).Take(2).ToList() is [var only] && !HasTextlessContent(only)) return only;
        }

        return body;
    }

    static IEnumerable<IElement> Elements(IElement root, string name)
    {
        var open = new Stack<INode>([root]);
        while (open.TryPop(out var node))
        {
            if (node is IElement element && element.LocalName == name) yield return element;
            for (var i = node.ChildNodes.Length - 1; i >= 0; i--) open.Push(node.ChildNodes[i]);
        }
    }

    static string? TitleOf(IElement? head) =>
        head?.ChildNodes.OfType<IElement>().FirstOrDefault(element => element.LocalName == "title") is { } title
            ? string.Concat(title.ChildNodes.OfType<IText>().Select(text => text.Data)) : null;

    static bool HasTextlessContent(IElement element)
    {
        var probe = new ReadableTextWriter();
        Write(element, probe);
        return probe.Length < 40;
    }

    // By a stack of our own: a page may nest deeper than a thread's.
    static void Write(IElement root, ReadableTextWriter writer)
    {
        var open = new Stack<(INode Node, int Next)>();
        open.Push((root, 0));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Node.ChildNodes.Length)
            {
                writer.Close(((IElement)at.Node).LocalName);
                continue;
            }

            open.Push((at.Node, at.Next + 1));
            switch (at.Node.ChildNodes[at.Next])
            {
                case IText text:
                    writer.Text(text.Data);
                    break;
                case IElement element when !IsDropped(element, root):
                    writer.Open(element.LocalName);
                    open.Push((element, 0));
                    break;
            }
        }
    }

    static bool IsDropped(IElement element, IElement root)
    {
        // A header within an article is the article's own.
        if (Dropped.Contains(element.LocalName)) return element.LocalName is not ("header" or "footer") || root.LocalName == "body";
        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true") return true;
        if (element.GetAttribute("role") is { } role && DroppedRoles.Contains(role)) return true;
        return element.LocalName is "div" or "section" && (IsBanner(element.Id) || IsBanner(element.ClassName));
    }

    static bool IsBanner(string? names) =>
        names is not null && Array.Exists(BannerWords, word => names.Contains(word, StringComparison.OrdinalIgnoreCase));

    sealed class TangledException : Exception;
}
