using BatchDashboard.Data;
using BatchDashboard.Data.Failures;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads the groups of one error type over all batches of a period, by message pattern or by a key of the details.</summary>
public sealed class ErrorTrendGroupReader(BatchStore store, LineageStore lineage)
{
    private const int MaxGroups = 50;

    /// <param name="failures">All failures of the error type in the period.</param>
    public async Task<ErrorTrendGroups> ReadAsync(ErrorsQuery query, long failures, CancellationToken cancellation)
    {
        var totals = await store.ErrorGroupsAsync(query.Scope, query.ErrorType, query.By, MaxGroups, cancellation);
        var before = totals.Before.ToDictionary(group => group.Hash, group => group.Files);
        var (isFixed, failedAgain) = await ResubmittedAsync(query, cancellation);
        var groups = new List<ErrorTrend>();
        foreach (var group in totals.Now)
        {
            var id = FailureTable.GroupId(query.By, group.Name);
            var jobs = FailureReader.Jobs(query.ErrorType, query.By, id, group.Name);
            var batches = await store.WithGroupAsync(query.Scope, query.ErrorType, query.By, group.Name, ErrorTrendReader.MaxBatches, cancellation);
            groups.Add(new ErrorTrend(
                group.Name, group.Files, query.Days == 0 ? null : before.GetValueOrDefault(group.Hash), [.. batches.Select(batch => ErrorTrendBatch.Of(batch, jobs))])
            {
                BatchCount = group.Batches,
                FirstSeen = group.FirstAt,
                LastSeen = group.LastAt,
                Fixed = isFixed.GetValueOrDefault(id),
                FailedAgain = failedAgain.GetValueOrDefault(id),
            });
        }

        return new ErrorTrendGroups(
            groups,
            [.. totals.Gone.Select(group => new ErrorTrend(group.Name, 0, group.Files, []))],
            totals.Keys,
            Math.Max(0, failures - totals.Grouped),
            totals.Grouped - groups.Sum(group => group.Count));
    }

    // Few batches have files that were sent again: their copies are asked.
    private async Task<(Dictionary<string, long> Fixed, Dictionary<string, long> FailedAgain)> ResubmittedAsync(ErrorsQuery query, CancellationToken cancellation)
    {
        var (isFixed, failedAgain) = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        var sent = (await lineage.CountByErrorAsync(cancellation)).Where(error => WordComparer.Instance.Equals(ErrorTypes.Name(error.Code), query.ErrorType)).Select(error => error.Batch);
        var inScope = await store.ErrorsOfAsync(query.Scope, sent, cancellation);
        foreach (var batch in await store.FindAsync(inScope.Select(error => error.Batch).Distinct(), cancellation))
        {
            if (batch.Current is { } copy)
            {
                var found = await lineage.FindAsync(batch.Id, cancellation);
                Add(isFixed, await store.CountByGroupAsync(copy.Key, query.ErrorType, query.By, found.FixedJobs, cancellation));
                Add(failedAgain, await store.CountByGroupAsync(copy.Key, query.ErrorType, query.By, found.FailedAgain, cancellation));
            }
        }

        return (isFixed, failedAgain);
    }

    private static void Add(Dictionary<string, long> sums, IReadOnlyDictionary<string, long> counts)
    {
        foreach (var (id, count) in counts)
        {
            sums[id] = sums.GetValueOrDefault(id) + count;
        }
    }
}
