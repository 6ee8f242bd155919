using System.Text.Json;

namespace BatchDashboard.Data;

/// <summary>Counts what stands in the details of many errors, as they pass.</summary>
internal sealed class ErrorDetails
{
    private const int MostKeys = 20;
    private const int MostValues = 8;
    private const int MostDifferentKeys = 1000;
    private const int LongestEnding = 16;
    private const int MaxFormats = 2000;

    private readonly Dictionary<string, (ValueCounts Values, int Order)> _keys = new(StringComparer.Ordinal);
    private readonly RefusedFormats _formats = new();

    /// <summary>What the errors say of the formats of their files.</summary>
    public IReadOnlyList<RefusedFormat> Formats => _formats.MostFrequent();

    /// <param name="details">Of one error.</param>
    /// <param name="ending">Of the file's name.</param>
    public void Add(JsonElement details, string? ending)
    {
        if (details.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var formats = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var detail in details.EnumerateObject())
        {
            if (!TryRead(detail.Value, out var text))
            {
                continue;
            }

            if (text is { Length: <= MaxFormats } && IsFormats(detail.Name))
            {
                formats[detail.Name] = text;
            }

            if (_keys.TryGetValue(detail.Name, out var known))
            {
                known.Values.Add(text);
            }
            else if (_keys.Count < MostDifferentKeys)
            {
                var values = new ValueCounts();
                values.Add(text);
                _keys.Add(detail.Name, (values, _keys.Count));
            }
        }

        string? Of(IReadOnlyList<string> keys) => keys.Select(key => formats.GetValueOrDefault(key)).FirstOrDefault(text => text is not null);
        if (formats.Count > 0)
        {
            _formats.Add(ending, Of(RefusedFormats.FoundKeys), Of(RefusedFormats.SupportedKeys));
        }
    }

    /// <summary>The most frequent keys with their most frequent values.</summary>
    public IReadOnlyList<(string Key, IReadOnlyList<(string? Value, long Count)> Values)> MostFrequent() =>
    [
        .. _keys
            .OrderByDescending(key => key.Value.Values.Count)
            .ThenBy(key => key.Value.Order)
            .Take(MostKeys)
            .Select(key => (key.Key, key.Value.Values.MostFrequent(MostValues))),
    ];

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

    private static bool IsFormats(string key) =>
        RefusedFormats.FoundKeys.Contains(key, StringComparer.Ordinal) || RefusedFormats.SupportedKeys.Contains(key, StringComparer.Ordinal);

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
