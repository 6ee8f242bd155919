using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>Takes the API key out of what the API says: some servers repeat the key that they refuse.</summary>
internal sealed class KeyGuard(string key)
{
    private const string Mask = "[API key]";
    private const int ShortestSecret = 6;
    private const int LongestSentence = 500;

    // White space, and the control characters that would break a line of a page or a log.
    private static readonly char[] Separators =
        [.. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(c => char.IsControl(c) || c == ' '), '\u2028', '\u2029'];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = SoundJson.MaxBodyDepth };

    // A shorter key is no secret (the sandbox takes any), and its letters stand in too many words.
    private readonly string _secret = key.Length >= ShortestSecret ? key : "";

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

    /// <summary>The same details with the key masked, in names and values.</summary>
    public JsonElement? Hide(JsonElement? details)
    {
        if (_secret.Length == 0 || details is not { } element)
        {
            return details;
        }

        // Written anew without needless escapes, so that "\u002b" does not hide a plus of the key from the search.
        var text = JsonSerializer.Serialize(element, Plain);
        var escaped = JsonSerializer.Serialize(_secret, Plain)[1..^1];
        return text.Contains(escaped, StringComparison.Ordinal)
            ? SoundJson.Parse(text.Replace(escaped, Mask, StringComparison.Ordinal))
            : element;
    }

    // Direction marks would turn the rest of a page's or a log's line round.
    private static char Shown(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? '\uFFFD' : letter;

    private string Hide(string text) => _secret.Length == 0 ? text : text.Replace(_secret, Mask, StringComparison.Ordinal);
}
