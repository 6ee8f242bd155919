using System.Text.RegularExpressions;

namespace BatchDashboard.Triage;

/// <summary>A piece of a note: text as it was typed, or text that leads somewhere.</summary>
/// <param name="Url">An http, https or mailto address; null for plain text.</param>
public sealed record NotePart(string Text, string? Url);

/// <summary>Finds the addresses in a note. Everything else stays the text that it is.</summary>
public static partial class NoteParts
{
    /// <summary>Of a note with thousands of addresses, so many lead somewhere.</summary>
    private const int MaxLinks = 100;

    public static IReadOnlyList<NotePart> Of(string note)
    {
        var parts = new List<NotePart>();
        var end = 0;
        foreach (var match in Addresses().EnumerateMatches(note))
        {
            var text = note.AsSpan(match.Index, match.Length).TrimEnd(".,;:!?)]}>\"'").ToString();
            if (Url(text) is not { } url || parts.Count >= 2 * MaxLinks)
            {
                continue;
            }

            if (match.Index > end)
            {
                parts.Add(new NotePart(note[end..match.Index], null));
            }

            parts.Add(new NotePart(text, url));
            end = match.Index + text.Length;
        }

        if (end < note.Length)
        {
            parts.Add(new NotePart(note[end..], null));
        }

        return parts;
    }

    private static string? Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeMailto || ((uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0))
            ? uri.AbsoluteUri
            : null;

    [GeneratedRegex(@"\b(?:https?://|mailto:)[^\s<>""']+", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Addresses();
}
