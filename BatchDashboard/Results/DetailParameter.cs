using BatchDashboard.Cache;
using Microsoft.Extensions.Primitives;

namespace BatchDashboard.Results;

/// <summary>
/// A filter by a detail as a URL has it: <c>detail=key:value</c>, or <c>detail=key</c> for failures without the key. In
/// the key, a colon and a percent sign are written as in a URL.
/// </summary>
internal static class DetailParameter
{
    private const int MostDetails = 5;

    // As much as a group is told apart by, and a key that is longer is in no table.
    private const int Longest = JobFilter.LongestDetail + 300;

    public static string Write(DetailFilter detail)
    {
        var key = detail.Key.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
        return detail.Value is null ? key : key + ":" + detail.Value;
    }

    public static IReadOnlyList<DetailFilter> Read(Dictionary<string, StringValues> values, List<string> notices)
    {
        if (!values.TryGetValue("detail", out var given))
        {
            return [];
        }

        var usable = given.OfType<string>().Where(text => text.Length > 0 && text.Length <= Longest).Distinct(StringComparer.Ordinal).Take(MostDetails).ToList();
        if (given.Any(text => !string.IsNullOrEmpty(text) && !usable.Contains(text)))
        {
            notices.Add("A value of the filter “detail” was too long or one too many and was left out.");
        }

        return [.. usable.Select(Read).Where(detail => detail.Key.Length > 0)];
    }

    private static DetailFilter Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var key = (colon < 0 ? text : text[..colon]).Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
        return new DetailFilter(key, colon < 0 ? null : text[(colon + 1)..]);
    }
}
