using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Counts what stands in the details of many errors.</summary>
internal static class ErrorDetails
{
    private const int MostKeys = 20;
    private const int MostValues = 8;
    private const int LongestEnding = 16;

    /// <summary>The most frequent keys with their most frequent values.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<(string? Value, long Count)> Values)> Count(IEnumerable<JobResult> jobs)
    {
        var values = jobs
            .Select(job => job.Error.Value?.Details ?? default)
            .Where(details => details is { HasValue: true, Value.ValueKind: JsonValueKind.Object })
            .SelectMany(details => details.Value.EnumerateObject())
            .Select(detail => (Key: detail.Name, Readable: TryRead(detail.Value, out var text), Text: text))
            .Where(detail => detail.Readable)
            .GroupBy(detail => detail.Key, detail => detail.Text, StringComparer.Ordinal);
        return values
            .OrderByDescending(key => key.Count())
            .Take(MostKeys)
            .Select(key => (key.Key, MostFrequent(key, MostValues)))
            .ToList();
    }

    /// <summary>The most frequent first; of equally frequent ones, the one that came first.</summary>
    public static IReadOnlyList<(string? Value, long Count)> MostFrequent(IEnumerable<string?> values, int most) => values
        .GroupBy(value => value, StringComparer.Ordinal)
        .Select(group => (Value: group.Key, Count: group.LongCount()))
        .OrderByDescending(group => group.Count)
        .Take(most)
        .ToList();

    /// <summary>A name's ending with its dot; null for a name without one, or one too long to mean a format.</summary>
    public static string? Ending(string? foldedName)
    {
        if (foldedName is null)
        {
            return null;
        }

        var name = foldedName[(foldedName.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = name.LastIndexOf('.');
        return dot < 0 || dot == name.Length - 1 || name.Length - dot > LongestEnding || name.AsSpan(dot).ContainsAny(" \t\r\n")
            ? null
            : name[dot..];
    }

    private static bool TryRead(JsonElement value, out string? text)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var parts = new List<string?>();
            foreach (var item in value.EnumerateArray())
            {
                if (!TryScalar(item, out var part))
                {
                    text = null;
                    return false;
                }

                parts.Add(part);
            }

            text = string.Join(", ", parts);
            return true;
        }

        return TryScalar(value, out text);
    }

    private static bool TryScalar(JsonElement value, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
        return value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
    }
}
