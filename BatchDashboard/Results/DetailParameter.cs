using BatchDashboard.Data;

namespace BatchDashboard.Results;

/// <summary>
/// A filter by a detail as a URL has it: <c>detail=key:value</c>, or <c>detail=key</c> for failures without the key. In
/// the key, a colon and a percent sign are written as in a URL.
/// </summary>
internal static class DetailParameter
{
    private const int MostDetails = 5;

    public static string Write(DetailFilter detail)
    {
        var key = detail.Key.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
        return detail.Value is null ? key : key + ":" + detail.Value;
    }

    public static IReadOnlyList<DetailFilter> Read(Parameters parameters)
    {
        var details = new List<DetailFilter>();
        foreach (var text in parameters.Texts("detail", MostDetails))
        {
            var detail = Read(text);
            if (detail.Key.Length > 0)
            {
                details.Add(detail);
            }
            else
            {
                parameters.Fault($"{Parameters.Quote(text)} names no detail: write key:value, or a key alone for failures without it.", "It was left out.");
            }
        }

        return details;
    }

    private static DetailFilter Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var key = (colon < 0 ? text : text[..colon]).Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
        return new DetailFilter(key, colon < 0 ? null : text[(colon + 1)..]);
    }
}
