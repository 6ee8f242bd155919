namespace BatchDashboard.Results;

/// <summary>The formats that the details of errors say are read instead.</summary>
public static class SupportedFormats
{
    /// <summary>The keys that such lists stand under, the documented one first.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["supported_formats", "allowed_formats", "accepted_formats", "supported_types", "allowed_extensions"];

    /// <summary>The one list that all details name, in the API's words; empty when they name none, or several.</summary>
    /// <param name="details">Of the failures of one error type, a list as its values parted by commas.</param>
    public static IReadOnlyList<string> Agreed(IEnumerable<(string Key, IReadOnlyList<(string? Value, long Count)> Values)> details)
    {
        var lists = details
            .Where(detail => Keys.Contains(detail.Key, StringComparer.Ordinal))
            .SelectMany(detail => detail.Values)
            .Select(value => value.Value)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return lists.Count == 1 ? lists[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
