using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Every number that the API tells of a batch, beside the same number of its copied jobs.</summary>
public static class ReconciledNumbers
{
    // A hostile batch may have a code for each job.
    private const int MostNames = 50;

    private const string Summary = "Summary";
    private const string Codes = "Error code";
    private const string Types = "Media type";

    /// <param name="header">A results body.</param>
    /// <param name="rows">Counts over all jobs.</param>
    public static IReadOnlyList<ReconciledCount> Of(ResultsBody? header, JobFacts rows)
    {
        if (header?.Data.Value is not { } data)
        {
            return [];
        }

        var counts = data.BatchSummary.Value?.Completion.Value;
        var statistics = data.Statistics.Value;
        return
        [
            new(Summary, "Items", ApiCounts.Of(counts?.TotalItems) ?? ApiCounts.Of(statistics?.Completion.Value?.Total), rows.Jobs),
            new(Summary, "Succeeded", ApiCounts.Of(counts?.Successful) ?? ApiCounts.Of(statistics?.Completion.Value?.Successful), rows.Succeeded),
            new(Summary, "Failed", ApiCounts.Of(counts?.Failed) ?? ApiCounts.Of(statistics?.Completion.Value?.Failed), rows.Failed),
            new(Summary, "Jobs listed", ApiCounts.Of(data.Pagination.Value?.TotalItems), rows.Jobs),
            new(Summary, "Different job ids", null, rows.DistinctJobIds),
            new(Summary, "Bytes", ApiCounts.Of(statistics?.Resources.Value?.TotalFilesSizeBytes), rows.TotalBytes),
            .. Both(Codes, Errors(header), rows.ByErrorCode),
            .. Both(Types, ByType(statistics?.MediaDistribution.Value?.ByType.Value), rows.ByMediaType),
        ];
    }

    private static IEnumerable<ReconciledCount> Both(
        string group, List<(string Name, long? Count)> announced, IReadOnlyList<(string? Value, long Count)> copied)
    {
        var counted = copied.GroupBy(one => Named(one.Value), WordComparer.Instance).ToDictionary(one => one.Key!, one => one.Sum(of => of.Count), WordComparer.Instance);
        foreach (var (name, count) in announced.Take(MostNames))
        {
            yield return new ReconciledCount(group, name, count, counted.GetValueOrDefault(name));
        }

        var known = announced.Select(one => one.Name).ToHashSet<string>(WordComparer.Instance);
        var others = counted.Where(one => !known.Contains(one.Key)).ToList();
        foreach (var (name, count) in others.Take(MostNames))
        {
            yield return new ReconciledCount(group, name, announced.Count == 0 ? null : 0, count);
        }

        if (others.Count > MostNames)
        {
            yield return new ReconciledCount(group, $"{others.Count - MostNames} others", announced.Count == 0 ? null : 0, others.Skip(MostNames).Sum(one => one.Value));
        }
    }

    private static List<(string Name, long? Count)> Errors(ResultsBody header) =>
    [
        .. ErrorGroupBuilder.Summaries(header)
            .GroupBy(error => Named(error.ErrorType.Text), WordComparer.Instance)
            .Select(type => (type.Key!, type.Sum(error => ApiCounts.Of(error.Count)))),
    ];

    private static List<(string Name, long? Count)> ByType(Dictionary<string, Field<long>>? types) =>
        [.. (types ?? []).GroupBy(type => type.Key, type => ApiCounts.Of(type.Value), WordComparer.Instance).Select(type => (type.Key!, type.Sum()))];

    /// <summary>The name of a code or type; several spellings of “none” are one.</summary>
    public static string Named(string? value) => ErrorTypes.Name(value);
}
