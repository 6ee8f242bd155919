using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Export;

/// <summary>Names of exported files: what is in them, by which filter, and when. Only letters, digits and <c>- _ .</c>, so that every system takes them.</summary>
public static class ExportFileName
{
    private const int LongestPart = 60;

    /// <param name="subject">E.g. the batch's id.</param>
    /// <param name="filter">A query string without its question mark; empty for everything.</param>
    public static string Of(string subject, string filter, DateTimeOffset time, ExportFormat format)
    {
        var name = new StringBuilder(Clean(subject));
        var words = string.Join('_', QueryHelpers.ParseQuery(filter).SelectMany(part => part.Value.Select(value => Word(part.Key, value))));
        if (Clean(words) is { Length: > 0 } clean)
        {
            name.Append('_').Append(clean);
        }

        return name.Append('_').Append(time.UtcDateTime.ToString("yyyyMMdd-HHmmss'Z'", CultureInfo.InvariantCulture)).Append('.').Append(format.Name).ToString();
    }

    private static string Word(string name, string? value) => string.IsNullOrEmpty(value) ? name : $"{name}-{value}";

    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestPart)
            {
                break;
            }

            if (Rune.IsLetterOrDigit(rune) || (rune.IsAscii && rune.Value is '_' or '.'))
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != '-')
            {
                clean.Append('-');
            }
        }

        // A name that begins with a dot is hidden, and one that ends with it is refused by Windows.
        return clean.ToString().Trim('.', '-');
    }
}
