namespace Tessera.Tests.Harness;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    static readonly string Root = Find();

    /// <summary>The path of a file or folder within it.</summary>
    public static string File(string name) => Path.Combine(Root, name);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Tessera.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("The working copy is in no folder above the tests.");
    }
}
