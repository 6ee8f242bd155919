namespace BatchDashboard.Wickson;

/// <summary>What kinds of errors are called: by the API's code, or "unknown" where it gave none.</summary>
public static class ErrorTypes
{
    /// <summary>For failures without a code; as a filter it finds these, too.</summary>
    public const string Unknown = "unknown";

    public static string Name(string? code) => string.IsNullOrWhiteSpace(code) ? Unknown : code;

    /// <summary>Failed files by error type, as the error summary of an answer counts them; empty when it has none.</summary>
    public static IReadOnlyDictionary<string, long> Counts(ResultsBody? answer)
    {
        var counts = new Dictionary<string, long>(WordComparer.Instance);
        foreach (var entry in answer?.Data.Value?.Statistics.Value?.ErrorSummary.Value ?? [])
        {
            if (entry.Value is { } error && error.Count is { HasValue: true, Value: > 0 } count)
            {
                var type = Name(error.ErrorType.Text);
                counts[type] = counts.GetValueOrDefault(type) + Math.Min(count.Value, BatchCounts.Max);
            }
        }

        return counts;
    }
}
