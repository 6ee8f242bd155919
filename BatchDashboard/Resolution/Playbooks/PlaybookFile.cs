using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchDashboard.Resolution.Playbooks;

/// <summary>Reads a Markdown file with YAML front matter.</summary>
public static class PlaybookFile
{
    /// <summary>A playbook is a page to read, and every reader of an error gets it whole.</summary>
    public const int MostBytes = 64 * 1024;

    private const int LongestHead = 8_000;
    private const int MostMarks = 400;
    private const int MostCodes = 50;
    private const int MostText = 200;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] Keys = ["code", "codes", "title", "actor", "verdict", "mode"];

    /// <exception cref="PlaybookException">It is none.</exception>
    public static TeamPlaybook Read(string fileName, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw new PlaybookException($"it has more than {MostBytes / 1024} KB");
        }

        var (head, body) = Split(Text(bytes));
        var values = Values(head);
        return new TeamPlaybook(
            fileName,
            Codes(values),
            One(values, "title"),
            Chosen(values, "actor", Actors),
            Chosen(values, "verdict", Verdicts),
            Chosen(values, "mode", Modes) ?? false,
            PlaybookHtml.Of(body));
    }

    private static Dictionary<string, Actor> Actors { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["operator"] = Actor.Operator,
        ["account owner"] = Actor.AccountOwner,
        ["account-owner"] = Actor.AccountOwner,
        ["wickson"] = Actor.Wickson,
    };

    private static Dictionary<string, Verdict> Verdicts { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["send-again"] = Verdict.SendAgain,
        ["change-file"] = Verdict.ChangeFile,
        ["drop"] = Verdict.Drop,
        ["wait"] = Verdict.Wait,
        ["look-first"] = Verdict.LookFirst,
    };

    private static Dictionary<string, bool> Modes { get; } = new(StringComparer.OrdinalIgnoreCase) { ["replace"] = false, ["append"] = true };

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = Utf8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
            return text.Contains('\0', StringComparison.Ordinal) ? throw new PlaybookException("it is not a text file") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new PlaybookException("it is not written in UTF-8");
        }
    }

    private static (string Head, string Body) Split(string text)
    {
        const string Fence = "---";
        var lines = text.Split('\n');
        if (lines[0].TrimEnd() != Fence)
        {
            throw new PlaybookException("line 1: it does not begin with “---” and the lines that say which error code it is for");
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
        return end > 0
            ? (string.Join('\n', lines[1..end]), string.Join('\n', lines[(end + 1)..]))
            : throw new PlaybookException("the lines that begin with “---” are not ended by another “---”");
    }

    private static Dictionary<string, (YamlNode Node, long Line)> Values(string head)
    {
        // The reader calls itself for each level, and a stack that is used up ends the app: so many marks there are never in earnest.
        if (head.Length > LongestHead || head.Count(letter => letter is '[' or '{' or '-' or '?' or ':') > MostMarks)
        {
            throw new PlaybookException("the lines between the two “---” are too many, or nested too deeply");
        }

        var values = new Dictionary<string, (YamlNode, long)>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(head));
            if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            {
                throw new PlaybookException("line 2: there is no “code:”, which says what error code it is for");
            }

            foreach (var (key, value) in root.Children)
            {
                // Counted from 1 in what stands after the first "---".
                values[(key as YamlScalarNode)?.Value ?? ""] = (value, key.Start.Line + 1);
            }
        }
        catch (YamlException error)
        {
            throw new PlaybookException($"line {error.Start.Line + 1}: {Wording.Quote(Reason(error))}");
        }

        return values.Keys.FirstOrDefault(key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new PlaybookException($"line {values[unknown].Item2}: “{Wording.Quote(unknown)}” is not known; write {string.Join(", ", Keys)}")
            : values;
    }

    // "(Line: 1, Col: 2, Idx: 3) - (…): While parsing …": the place is told in the file's own lines.
    private static string Reason(YamlException error) =>
        error.InnerException?.Message ?? (error.Message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? error.Message[(at + 3)..] : error.Message);

    private static List<string> Codes(Dictionary<string, (YamlNode Node, long Line)> values)
    {
        var codes = new List<string>();
        foreach (var key in new[] { "code", "codes" })
        {
            if (values.TryGetValue(key, out var value))
            {
                codes.AddRange(value.Node is YamlSequenceNode list
                    ? list.Children.Select(node => Scalar(node, key, value.Line))
                    : [Scalar(value.Node, key, value.Line)]);
            }
        }

        return codes.Select(code => code.Trim().ToLowerInvariant()).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).ToList() switch
        {
            [] => throw new PlaybookException("there is no “code:”, which says what error code it is for"),
            { Count: > MostCodes } => throw new PlaybookException($"it is for more than {MostCodes} codes"),
            var found => found,
        };
    }

    private static string? One(Dictionary<string, (YamlNode Node, long Line)> values, string key) =>
        values.TryGetValue(key, out var value) && Scalar(value.Node, key, value.Line) is { Length: > 0 } text ? text : null;

    private static T? Chosen<T>(Dictionary<string, (YamlNode Node, long Line)> values, string key, Dictionary<string, T> words)
        where T : struct =>
        One(values, key) is not { } word ? null
        : words.TryGetValue(word.Trim(), out var chosen) ? chosen
        : throw new PlaybookException($"line {values[key].Line}: {key} is “{Wording.Quote(word)}”; write {string.Join(", ", words.Keys)}");

    private static string Scalar(YamlNode node, string key, long line) => node is YamlScalarNode { Value: var text }
        ? text is { Length: > MostText } ? throw new PlaybookException($"line {line}: {key} is longer than {MostText} characters") : text ?? ""
        : throw new PlaybookException($"line {line}: {key} must be a word, not a list");
}
