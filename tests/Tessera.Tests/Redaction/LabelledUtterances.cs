using System.Globalization;
using System.Text;
using Tessera.Extraction;
using Tessera.Redaction;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Redaction;

/// <summary>Utterances with the spans that have to go, and how the recogniser does on them.</summary>
/// <remarks>A span is right only if kind, start and end are those of a mark.</remarks>
internal static class LabelledUtterances
{
    /// <summary>One message and its marks.</summary>
    public sealed record Labelled(SenderRole Role, string Text, SensitiveSpan[] Marks);

    /// <summary>Right, extra and missed spans of a kind.</summary>
    public sealed record Score(int Right, int Extra, int Missed)
    {
        public double Recall => Right + Missed == 0 ? 1 : (double)Right / (Right + Missed);

        public double Precision => Right + Extra == 0 ? 1 : (double)Right / (Right + Extra);

        public static Score operator +(Score a, Score b) => new(a.Right + b.Right, a.Extra + b.Extra, a.Missed + b.Missed);
    }

    /// <summary>The page that shows what is measured here.</summary>
    public static string Documentation => Repository.File("docs/redaction.md");

    /// <summary>The path of a file beside this one.</summary>
    public static string PathOf(string file) => Repository.File($"tests/Tessera.Tests/Redaction/{file}");

    /// <summary>The utterances of a file, each with the messages before it.</summary>
    public static List<Labelled[]> Read(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" | ").Select(Parse).ToArray())];

    /// <summary>Scores every kind over these utterances; <paramref name="mistakes"/> gets a line for each span that is wrong.</summary>
    public static Dictionary<SensitiveKind, Score> Evaluate(IEnumerable<Labelled[]> utterances, StringBuilder mistakes)
    {
        var scores = Enum.GetValues<SensitiveKind>().ToDictionary(kind => kind, _ => new Score(0, 0, 0));
        foreach (var utterance in utterances)
        {
            var scan = new SensitiveScan();
            foreach (var message in utterance) scan.Add(message.Role, message.Text);
            for (var i = 0; i < utterance.Length; i++)
            {
                var (message, found) = (utterance[i], scan.SpansOf(i));
                foreach (var span in found)
                    Count(span, message.Marks.Contains(span) ? new Score(1, 0, 0) : new Score(0, 1, 0), message, utterance);
                foreach (var mark in message.Marks.Except(found)) Count(mark, new Score(0, 0, 1), message, utterance);
            }
        }

        return scores;

        void Count(SensitiveSpan span, Score score, Labelled message, Labelled[] utterance)
        {
            scores[span.Kind] += score;
            if (score.Right == 0)
            {
                mistakes.AppendLine(CultureInfo.InvariantCulture,
                    $"{(score.Extra > 0 ? "extra" : "missed")} {span.Kind} \"{message.Text[span.Start..span.End]}\" in {string.Join(" | ", utterance.Select(m => m.Text))}");
            }
        }
    }

    static Labelled Parse(string message)
    {
        var role = message[..3] switch
        {
            "A: " => SenderRole.Agent,
            "C: " => SenderRole.Customer,
            "S: " => SenderRole.System,
            _ => throw new FormatException($"A message begins with 'A: ', 'C: ' or 'S: ', not '{message}'."),
        };
        var text = new StringBuilder();
        var marks = new List<SensitiveSpan>();
        for (var at = 3; at < message.Length;)
        {
            var open = message.IndexOf('{', at);
            if (open < 0)
            {
                text.Append(message, at, message.Length - at);
                break;
            }

            text.Append(message, at, open - at);
            var (colon, close) = (message.IndexOf(':', open), message.IndexOf('}', open));
            var entity = RedactionEntity.Find(message[(open + 1)..colon])
                ?? throw new FormatException($"No entity is named in '{message}'.");
            marks.Add(new SensitiveSpan(entity.Kind, text.Length, text.Length + close - colon - 1));
            text.Append(message, colon + 1, close - colon - 1);
            at = close + 1;
        }

        return new Labelled(role, text.ToString(), [.. marks]);
    }
}
