using System.CommandLine;
using Tessera.Cli;

namespace Tessera.Bench;

/// <summary>
/// Folders within or beside the repository: sought upwards from the program, and from the current folder for a program that lies elsewhere.
/// </summary>
internal static class Repository
{
    const string Star = "shared/data/star";

    static readonly string[] Starts = [Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), Environment.CurrentDirectory];

    /// <summary>The option that names the folder of STAR.</summary>
    public static Option<string?> StarOption() => new("--star")
    {
        Description = $"The folder of STAR's train.ndjson.gz and dev.ndjson.gz; {Star} in a folder above the program or the current one by default.",
        HelpName = "DIR",
    };

    /// <summary>A file of STAR.</summary>
    /// <param name="folder">What <c>--star</c> says.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="CommandFailedException">It isn't there.</exception>
    public static string StarFile(string? folder, string name)
    {
        var path = Path.Combine(folder ?? FindStar() ?? throw Missing(Star, "Name the folder with --star DIR."), name);
        return File.Exists(path)
            ? path
            : throw new CommandFailedException($"There is no file {path} of STAR. Name its folder with --star DIR.");
    }

    /// <summary>The folder of STAR; null where there is none.</summary>
    public static string? FindStar() => Find(Star);

    /// <summary>
    /// A folder by its path from the repository's root, or from the folder that the repository is in; null where there is none.
    /// </summary>
    public static string? Find(string path) =>
        Starts.SelectMany(Upwards).Select(folder => Path.Combine(folder, path)).FirstOrDefault(Directory.Exists);

    /// <summary>The same, where it must be there.</summary>
    /// <exception cref="CommandFailedException">It isn't.</exception>
    public static string Folder(string path) => Find(path) ?? throw Missing(path, "Run this in a folder of the repository.");

    static IEnumerable<string> Upwards(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder)) yield return folder;
    }

    static CommandFailedException Missing(string path, string remedy) =>
        new($"There is no {path} in or above {string.Join(" or ", Starts.Distinct(StringComparer.Ordinal))}. {remedy}");
}
