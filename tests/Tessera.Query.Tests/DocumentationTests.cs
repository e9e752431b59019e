using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Tests;

/// <summary>What docs/query-language.md says is so.</summary>
public sealed class DocumentationTests
{
    static readonly string page = ReadPage();

    [Fact]
    public void The_table_of_fields_is_the_catalogue()
    {
        const string header = "| field | type | comes from | takes | says |\n|---|---|---|---|---|\n";
        var start = page.IndexOf(header, StringComparison.Ordinal) + header.Length;
        var table = page[start..page.IndexOf("\n\n", start, StringComparison.Ordinal)];
        Assert.Equal(string.Join('\n', FieldCatalog.All.Select(Row)), table);
    }

    [Fact]
    public void The_table_of_families_has_them_all() => Assert.All(
        Enum.GetValues<FieldFamily>(),
        family => Assert.Contains($"\n| `{FieldCatalog.Prefix(family)}` |", page, StringComparison.Ordinal));

    [Fact]
    public void Every_query_shown_is_one() => Assert.All(Blocks("query"), query =>
    {
        _ = SegmentQuery.TryCompile(query, out var error);
        Assert.Null(error?.Message);
    });

    [Fact]
    public void Every_error_shown_is_the_one_given() => Assert.All(Blocks("error"), block =>
    {
        var (query, message) = (block.Split('\n')[0], block.Split('\n')[1]);
        Assert.Null(SegmentQuery.TryCompile(query, out var error));
        Assert.Equal(message, error?.Message);
    });

    [Fact]
    public void Every_lint_shown_is_the_one_given()
    {
        var rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`'));
        var examples = rows.Where(parts => parts.Length > 3).ToLookup(parts => parts[1], parts => parts[3]);
        foreach (var kind in Enum.GetValues<LintKind>())
        {
            var code = new Lint(kind, "", 0, 0, null).Code;
            var query = SegmentQuery.TryCompile(examples[code].Single(), out _)!;
            var lints = Linter.Lint(query, kind == LintKind.ValueNeverSeen ? _ => ["wireless"] : null, segments: null);
            Assert.Contains(lints, lint => lint.Kind == kind);
        }
    }

    [Fact]
    public void The_limits_are_those_of_the_language()
    {
        Assert.Contains($"| text | {QueryLimits.MaxBytes:N0} bytes of UTF-8 |", page, StringComparison.Ordinal);
        Assert.Contains($"| {QueryLimits.MaxDepth} levels |", page, StringComparison.Ordinal);
        Assert.Contains($"| values, patterns and segment ids together | {QueryLimits.MaxLiterals:N0} |", page, StringComparison.Ordinal);
    }

    static string Row(Field field)
    {
        var type = field.Type switch
        {
            FieldType.Enum => "enum",
            FieldType.TextList => "list of text",
            FieldType.Version => "version",
            FieldType.Time => "time",
            _ => "text",
        };
        var length = field.MaxLength == Field.NoMaxLength ? "any length" : $"up to {field.MaxLength}";
        var takes = field switch
        {
            { Type: FieldType.Enum } => string.Join(' ', field.Values.Select(value => $"`{value}`")),
            { Type: FieldType.Time } => "",
            { Alphabet: FieldAlphabet.Identifier } => $"{length} of `A-Z a-z 0-9 - _`",
            { Alphabet: FieldAlphabet.Version } => $"{length} of `A-Z a-z 0-9 - _ .`",
            _ => length,
        };
        var source = field.WireName is { } wireName ? $"metadata `{wireName}`"
            : field.Name.StartsWith("intent_", StringComparison.Ordinal) ? "intent"
            : "conversation";
        return $"| `{field.Name}` | {type}{(field.IsCore ? ", core" : "")} | {source} | {takes} | {field.Description} |";
    }

    static string[] Blocks(string kind)
    {
        string[] blocks = [.. page.Split($"\n```{kind}\n").Skip(1).Select(rest => rest.Split("\n```")[0])];
        Assert.NotEmpty(blocks);
        return blocks;
    }

    static string ReadPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tessera.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests don't run within the repository.");
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "query-language.md")).ReplaceLineEndings("\n");
    }
}
