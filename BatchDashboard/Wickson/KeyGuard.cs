using System.Buffers;
using System.Globalization;
using System.Text;

namespace BatchDashboard.Wickson;

/// <summary>Takes the API key out of what the API says, before it is stored or shown: some servers repeat what they were sent.</summary>
internal sealed class KeyGuard(string key)
{
    private const int ShortestSecret = 6;
    private const int LongestSentence = 500;

    // White space, and the control characters that would break a line of a page or a log.
    private static readonly char[] Separators =
        [.. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(c => char.IsControl(c) || c == ' '), '\u2028', '\u2029'];

    // ASCII, for it is sent in a header. Empty for one that is too short to be a secret: its letters are in too many words.
    private readonly byte[] _secret = key.Length >= ShortestSecret ? Encoding.ASCII.GetBytes(key) : [];

    /// <summary>One line of at most 500 characters, for a reader; null for nothing to read.</summary>
    public string? Line(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var words = Hide(text).Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = string.Concat(string.Join(' ', words).Select(Shown));
        if (line.Length <= LongestSentence)
        {
            return line.Length == 0 ? null : line;
        }

        var cut = char.IsHighSurrogate(line[LongestSentence - 2]) ? LongestSentence - 2 : LongestSentence - 1;
        return line[..cut] + "…";
    }

    /// <summary>The same JSON with the key masked in its names and texts, whichever of the key's letters are escaped.</summary>
    /// <param name="json">UTF-8. All but the key stays as it is, letter by letter.</param>
    public ReadOnlySpan<byte> Hide(ReadOnlySpan<byte> json)
    {
        // Nearly every body ends here, after one or two quick passes.
        if (_secret.Length == 0 || (json.IndexOf(_secret) < 0 && !json.Contains((byte)'\\')))
        {
            return json;
        }

        var hidden = new ArrayBufferWriter<byte>(json.Length);
        var (kept, at, isText) = (0, 0, false);
        while (json[at..].IndexOfAny((byte)'"', (byte)'\\', _secret[0]) is >= 0 and var next)
        {
            at += next;
            if (json[at] == '"')
            {
                isText = !isText;
                at++;
            }
            else if (isText && EndOfKey(json, at) is { } end)
            {
                hidden.Write(json[kept..at]);
                hidden.Write("[API key]"u8);
                kept = at = end;
            }
            else
            {
                at = Math.Min(json.Length, at + Letter(json[at..]).Length);
            }
        }

        hidden.Write(json[kept..]);
        return hidden.WrittenSpan;
    }

    // Behind the key, when it begins here.
    private int? EndOfKey(ReadOnlySpan<byte> json, int at)
    {
        foreach (var letter in _secret)
        {
            var (found, length) = at < json.Length && json[at] != '"' ? Letter(json[at..]) : default;
            if (found != letter)
            {
                return null;
            }

            at += length;
        }

        return at;
    }

    // The letter with which a part of a JSON text begins, and how many bytes it takes; 0 for one that no key has.
    private static (int Letter, int Length) Letter(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\\', (byte)'u', _, _, _, _, ..] =>
            (ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var letter) ? letter : 0, 6),
        [(byte)'\\', (byte)'"' or (byte)'\\' or (byte)'/', ..] => (text[1], 2),
        [(byte)'\\', ..] => (0, 2),
        _ => (text[0], 1),
    };

    // Direction marks would turn the rest of a page's or a log's line round.
    private static char Shown(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? '\uFFFD' : letter;

    private string Hide(string text) => _secret.Length == 0 ? text : text.Replace(key, "[API key]", StringComparison.Ordinal);
}
