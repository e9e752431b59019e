namespace Tessera.Cli;

/// <summary>The one line of a terminal that is written over again and again while something goes on.</summary>
internal static class ProgressLine
{
    /// <summary>Takes the line away.</summary>
    public static readonly string Gone = "\r" + new string(' ', 78) + "\r";

    /// <summary>The line, with a bar where it is known which part is done.</summary>
    public static string Of(double? done, string text) => $"\r{(done is { } part ? Bar(part) : "")}{text}   ";

    static string Bar(double done) => $"[{new string('#', (int)(Math.Clamp(done, 0, 1) * 30)),-30}] {done,4:0%} ";
}
