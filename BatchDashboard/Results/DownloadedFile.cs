using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace BatchDashboard.Results;

/// <summary>What a browser is told of a file that it downloads.</summary>
public static class DownloadedFile
{
    private const int LongestPart = 60;

    /// <summary>What is in it, by which filter, and when. Only letters, digits and <c>- _ .</c>, so that every system takes it.</summary>
    /// <param name="subject">E.g. the batch's id.</param>
    /// <param name="filter">In words; empty for everything.</param>
    /// <param name="ending">What comes after the time.</param>
    public static string Name(string subject, string filter, DateTimeOffset time, string ending)
    {
        var name = new StringBuilder(Clean(subject));
        if (Clean(filter) is { Length: > 0 } clean)
        {
            name.Append('_').Append(clean);
        }

        return name.Append('_').Append(time.UtcDateTime.ToString("yyyyMMdd-HHmmss'Z'", CultureInfo.InvariantCulture)).Append(ending).ToString();
    }

    /// <summary>Says that the answer is this file, to be stored by whoever asked for it and by nobody in between.</summary>
    public static void Describe(HttpResponse response, string name, string contentType)
    {
        var disposition = new ContentDispositionHeaderValue(DispositionTypeNames.Attachment);
        disposition.SetHttpFileName(name);
        response.ContentType = contentType;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
    }

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
