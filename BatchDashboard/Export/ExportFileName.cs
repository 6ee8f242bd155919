using BatchDashboard.Results;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Export;

/// <summary>Names of exported files.</summary>
public static class ExportFileName
{
    /// <param name="subject">E.g. the batch's id.</param>
    /// <param name="filter">A query string without its question mark; empty for everything.</param>
    public static string Of(string subject, string filter, DateTimeOffset time, ExportFormat format)
    {
        var words = string.Join('_', QueryHelpers.ParseQuery(filter).SelectMany(part => part.Value.Select(value => Word(part.Key, value))));
        return DownloadedFile.Name(subject, words, time, "." + format.Name);
    }

    private static string Word(string name, string? value) => string.IsNullOrEmpty(value) ? name : $"{name}-{value}";
}
