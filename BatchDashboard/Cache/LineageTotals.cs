using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Reads what was sent again over all batches.</summary>
internal static class LineageTotals
{
    public static IReadOnlyList<SentAgain> SentAgain(CacheReader reader)
    {
        // A job has one code; where two were written for it, after a refresh in between, it counts once.
        var fixedJobs = Jobs(reader, LineageSql.AllFixedAtOnce, LineageSql.AllFixedLater);
        var failed = Jobs(reader, LineageSql.AllFailedAgain).Where(job => !fixedJobs.ContainsKey(job.Key));
        var fixedCounts = Count(fixedJobs);
        var failedCounts = Count(failed);
        return
        [
            .. fixedCounts.Keys.Union(failedCounts.Keys).Select(group => BatchId.TryParse(group.Batch, out var id)
                ? new SentAgain(id, group.Code, fixedCounts.GetValueOrDefault(group), failedCounts.GetValueOrDefault(group))
                : null).OfType<SentAgain>(),
        ];
    }

    public static IReadOnlyDictionary<BatchId, BatchOrigin> Origins(CacheReader reader)
    {
        var origins = new Dictionary<BatchId, BatchOrigin>();
        var row = reader.Prepare(LineageSql.Origins);
        while (row.Step())
        {
            if (BatchId.TryParse(row.Text(0), out var batch) && BatchId.TryParse(row.Text(1), out var source))
            {
                origins[batch] = new BatchOrigin(source, row.Long(2));
            }
        }

        row.Reset();
        return origins;
    }

    public static IReadOnlyList<AdviceDay> AdviceDays(CacheReader reader) => CacheReader.All(
        reader.Prepare(LineageSql.AdviceDays),
        row => new AdviceDay(
            row.Text(0) ?? "",
            row.Text(1) ?? "",
            DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)Math.Clamp(row.Long(2), 0, 1_000_000)),
            new SentCounts(row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7))));

    private static Dictionary<(string Batch, string Job), string> Jobs(CacheReader reader, params ReadOnlySpan<string> statements)
    {
        var jobs = new Dictionary<(string, string), string>();
        foreach (var sql in statements)
        {
            var row = reader.Prepare(sql);
            while (row.Step())
            {
                jobs[(row.Text(0) ?? "", row.Text(1) ?? "")] = row.Text(2) ?? "";
            }

            row.Reset();
        }

        return jobs;
    }

    private static Dictionary<(string Batch, string Code), long> Count(IEnumerable<KeyValuePair<(string Batch, string Job), string>> jobs) =>
        jobs.CountBy(job => (job.Key.Batch, Code: job.Value)).ToDictionary(group => group.Key, group => (long)group.Value);
}
