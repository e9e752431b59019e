namespace Tessera.Tests.Harness;

/// <summary>The real conversations of STAR, where they lie beside the repository in <c>shared/data/star</c>.</summary>
internal static class StarData
{
    static readonly string? Folder = Find();

    /// <summary>The path of one of its files.</summary>
    public static string File(string name)
    {
        Needs.Require(Folder is not null, "shared/data/star was not found beside the repository");
        return Path.Combine(Folder!, name);
    }

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var star = Path.Combine(folder.FullName, "shared", "data", "star");
            if (Directory.Exists(star)) return star;
        }

        return null;
    }
}
