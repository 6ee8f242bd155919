namespace BatchDashboard.Queries;

/// <summary>
/// Failures whose details have a value under a key. A URL has it as <c>detail=key:value</c>, or <c>detail=key</c> for failures
/// without the key. In the key, a colon and a percent sign are written as in a URL.
/// </summary>
/// <param name="Value">The id of a group by this key; null: failures without the key.</param>
public sealed record DetailFilter(string Key, string? Value)
{
    private const int MostDetails = 5;

    internal string ToParameter()
    {
        var key = Key.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
        return Value is null ? key : key + ":" + Value;
    }

    internal static IReadOnlyList<DetailFilter> Read(Parameters parameters)
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
