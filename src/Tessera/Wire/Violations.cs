namespace Tessera.Wire;

/// <summary>What a body breaks of its rules, each with the JSON path.</summary>
internal sealed class Violations
{
    // A body can be wrong in thousands of places; the first few are what a person mends first.
    const int Shown = 5;

    readonly List<string> messages = [];
    int count;
    int timestamps;

    /// <summary>Whether anything was found.</summary>
    public bool Any => count > 0;

    /// <summary>Notes one.</summary>
    public void Add(string path, string what) => AddBare($"{path}: {what}");

    /// <summary>Notes one in a sentence that names its place itself.</summary>
    public void AddBare(string sentence)
    {
        if (++count <= Shown) messages.Add(sentence);
    }

    /// <summary>Notes a string that is no time: where nothing else is wrong, the code is 400-03.</summary>
    public void AddTimestamp(string path, string what)
    {
        timestamps++;
        Add(path, what);
    }

    /// <summary>All of them in one sentence each.</summary>
    public string Message => string.Join("; ", messages) + (count > Shown ? $"; and {count - Shown} more" : "");

    /// <summary>400-01 with all of them, or 400-03 where only times are wrong.</summary>
    public Problem ToProblem() => timestamps == count ? Problem.BadTimestamp(Message) : Problem.BadBody(Message);
}
