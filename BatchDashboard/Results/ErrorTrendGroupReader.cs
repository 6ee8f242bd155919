using BatchDashboard.Data;
using BatchDashboard.Data.Failures;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads the groups of one error type over all batches of a period.</summary>
public sealed class ErrorTrendGroupReader(BatchStore store, LineageStore lineage)
{
    private const int MaxGroups = 50;
    private const int MaxGroupsOfABatch = 500;

    // What the errors of a type say about files is much the same in all batches.
    private const int MaxBatchesForKeys = 20;

    /// <param name="failures">All failures of the error type in the period.</param>
    public Task<ErrorTrendGroups> ReadAsync(ErrorsQuery query, long failures, CancellationToken cancellation) =>
        query.By is { } key ? ByDetailAsync(query, key, failures, cancellation) : ByPatternAsync(query, failures, cancellation);

    private async Task<ErrorTrendGroups> ByPatternAsync(ErrorsQuery query, long failures, CancellationToken cancellation)
    {
        var totals = await store.PatternsAsync(query.Scope, query.ErrorType, MaxGroups, cancellation);
        var before = totals.Before.ToDictionary(pattern => pattern.Hash, pattern => pattern.Files);
        var (isFixed, failedAgain) = await ResubmittedAsync(query, cancellation);
        var groups = new List<ErrorTrend>();
        foreach (var pattern in totals.Now)
        {
            var id = FailureTable.PatternId(pattern.Name);
            var jobs = new JobQuery { ErrorCodes = [query.ErrorType], Pattern = id };
            var batches = await store.WithPatternAsync(query.Scope, query.ErrorType, pattern.Hash, ErrorTrendReader.MaxBatches, cancellation);
            groups.Add(new ErrorTrend(
                pattern.Name, pattern.Files, query.Days == 0 ? null : before.GetValueOrDefault(pattern.Hash), [.. batches.Select(batch => ErrorTrendBatch.Of(batch, jobs))])
            {
                BatchCount = pattern.Batches,
                FirstSeen = pattern.FirstAt,
                LastSeen = pattern.LastAt,
                Fixed = isFixed.GetValueOrDefault(id),
                FailedAgain = failedAgain.GetValueOrDefault(id),
            });
        }

        return new ErrorTrendGroups(
            groups,
            [.. totals.Gone.Select(pattern => new ErrorTrend(pattern.Name, 0, pattern.Files, []))],
            await KeysAsync(query, cancellation),
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
                Add(isFixed, await store.CountByGroupAsync(copy.Key, query.ErrorType, null, found.FixedJobs, cancellation));
                Add(failedAgain, await store.CountByGroupAsync(copy.Key, query.ErrorType, null, found.FailedAgain, cancellation));
            }
        }

        return (isFixed, failedAgain);
    }

    private async Task<IReadOnlyList<string>> KeysAsync(ErrorsQuery query, CancellationToken cancellation)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var largest = await store.WithErrorAsync(query.Scope, query.ErrorType, MaxBatchesForKeys, cancellation);
        foreach (var batch in await store.FindAsync(largest.Select(error => error.Batch), cancellation))
        {
            foreach (var key in batch.Readable is { } copy ? await FailureReader.KeysAsync(store, copy.Key, query.ErrorType, cancellation) : [])
            {
                keys[key] = keys.GetValueOrDefault(key) + 1;
            }
        }

        return [.. keys.OrderByDescending(key => key.Value).Select(key => key.Key)];
    }

    // Values of details are counted nowhere: the copies of the batches that have the error type are asked.
    private async Task<ErrorTrendGroups> ByDetailAsync(ErrorsQuery query, string key, long failures, CancellationToken cancellation)
    {
        var (these, others) = await GroupedAsync(query, key, before: false, cancellation);
        var (those, _) = await GroupedAsync(query, key, before: true, cancellation);
        var before = those.GroupBy(entry => entry.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Count), StringComparer.Ordinal);
        var present = these.GroupBy(entry => entry.Id, StringComparer.Ordinal)
            .Select(group => Trend([.. group], query.Days == 0 ? null : before.GetValueOrDefault(group.Key)))
            .OrderByDescending(trend => trend.Count)
            .ThenBy(trend => trend.Name, StringComparer.Ordinal)
            .ToList();
        var known = these.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var gone = those.Where(entry => !known.Contains(entry.Id)).GroupBy(entry => entry.Id, StringComparer.Ordinal);
        return new ErrorTrendGroups(
            [.. present.Take(MaxGroups)],
            [.. gone.Select(group => new ErrorTrend(group.First().Name, 0, before[group.Key], [])).OrderByDescending(trend => trend.Before).Take(MaxGroups)],
            await KeysAsync(query, cancellation),
            Math.Max(0, failures - present.Sum(group => group.Count) - others),
            others + present.Skip(MaxGroups).Sum(group => group.Count));
    }

    private async Task<(List<Entry> Entries, long Others)> GroupedAsync(ErrorsQuery query, string key, bool before, CancellationToken cancellation)
    {
        var (entries, others) = (new List<Entry>(), 0L);
        var errors = await store.WithErrorAsync(query.Scope, query.ErrorType, int.MaxValue, cancellation, before);
        var resubmitted = (await lineage.CountByErrorAsync(cancellation)).Select(error => error.Batch).ToHashSet();
        foreach (var batch in await store.FindAsync(errors.Select(error => error.Batch), cancellation))
        {
            if (batch.Readable is not { } copy)
            {
                continue;
            }

            var groups = await store.GroupFailuresAsync(copy.Key, query.ErrorType, key, MaxGroupsOfABatch, cancellation);
            var sent = resubmitted.Contains(batch.Id) ? await lineage.FindAsync(batch.Id, cancellation) : BatchLineage.None;
            var isFixed = await store.CountByGroupAsync(copy.Key, query.ErrorType, key, sent.FixedJobs, cancellation);
            var failedAgain = await store.CountByGroupAsync(copy.Key, query.ErrorType, key, sent.FailedAgain, cancellation);
            others += groups.OtherFailures;
            entries.AddRange(groups.Groups.Select(group => new Entry(batch, group, FailureReader.Jobs(query.ErrorType, key, group))
            {
                Fixed = isFixed.GetValueOrDefault(group.Id),
                FailedAgain = failedAgain.GetValueOrDefault(group.Id),
            }));
        }

        return (entries, others);
    }

    private static ErrorTrend Trend(IReadOnlyList<Entry> entries, long? before) => new(
        entries[0].Name,
        entries.Sum(entry => entry.Count),
        before,
        [
            .. entries.OrderByDescending(entry => entry.Count)
                .Take(ErrorTrendReader.MaxBatches)
                .Select(entry => new ErrorTrendBatch(entry.Batch.Id, BatchTitle.Of(entry.Batch.Id, entry.Batch.Name), entry.Count, entry.Jobs) { CompletedAt = entry.Batch.CompletedAt }),
        ])
    {
        BatchCount = entries.Count,
        FirstSeen = entries.Min(entry => entry.Group.FirstSeen ?? At(entry.Batch)),
        LastSeen = entries.Max(entry => entry.Group.LastSeen ?? At(entry.Batch)),
        Fixed = entries.Sum(entry => entry.Fixed),
        FailedAgain = entries.Sum(entry => entry.FailedAgain),
    };

    private static DateTimeOffset? At(CachedBatch batch) => batch.CompletedAt ?? batch.StartedAt ?? batch.CreatedAt ?? batch.FirstSeenAt;

    private static void Add(Dictionary<string, long> sums, IReadOnlyDictionary<string, long> counts)
    {
        foreach (var (id, count) in counts)
        {
            sums[id] = sums.GetValueOrDefault(id) + count;
        }
    }

    private sealed record Entry(CachedBatch Batch, FailureGroup Group, JobQuery Jobs)
    {
        public string Id => Group.Id;
        public string? Name => Group.Text;
        public long Count => Group.Count;
        public long Fixed { get; init; }
        public long FailedAgain { get; init; }
    }
}
