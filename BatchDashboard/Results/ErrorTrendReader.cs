using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads the errors of all batches over a period, beside the period of the same length before it.</summary>
public sealed class ErrorTrendReader(BatchStore store, LineageStore lineage, ErrorGroupReader errors, TimeProvider time)
{
    private const int MostGroups = 50;
    private const int MostGroupsOfABatch = 500;

    public async Task<ErrorTrends> ReadAsync(ErrorsQuery query, CancellationToken cancellation)
    {
        var known = await store.ListAsync(cancellation);
        List<string> collections = [.. known.Select(batch => batch.Collection).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];
        query = query with { Collection = FilterChoices.Spelled(query.Collection, collections) };
        var chosen = known.Where(batch => query.Collection.Length == 0 || string.Equals(batch.Collection, query.Collection, StringComparison.OrdinalIgnoreCase)).ToList();
        var now = time.GetUtcNow();
        var from = query.Days == 0 ? DateTimeOffset.MinValue : now.AddDays(-query.Days);
        var within = chosen.Where(batch => query.Days == 0 || At(batch) > from).ToList();
        var before = query.Days == 0 ? [] : chosen.Where(batch => At(batch) is { } at && at <= from && at > from.AddDays(-query.Days)).ToList();
        var (these, those) = (await CountsAsync(within, cancellation), await CountsAsync(before, cancellation));
        var types = Merge(these, those, query.Days == 0);
        query = query with { ErrorType = FilterChoices.Spelled(query.ErrorType, [.. types.Select(type => type.Name).OfType<string>()]) };
        return new ErrorTrends(
            query,
            collections,
            within.Count,
            [.. types.Where(type => type.Count > 0)],
            [.. types.Where(type => type.Count == 0)],
            Days(these))
        {
            NotTold = within.Sum(batch => Math.Max(0, batch.Failed - these.Where(entry => entry.Batch == batch).Sum(entry => entry.Count))),
            Groups = query.ErrorType.Length == 0 ? null : await GroupsAsync(query, within, before, these, cancellation),
        };
    }

    private static DateTimeOffset? At(CachedBatch batch) => batch.CompletedAt ?? batch.StartedAt ?? batch.CreatedAt ?? batch.FirstSeenAt;

    private static string Title(CachedBatch batch) => BatchTitle.Of(batch.Id, batch.Name);

    private async Task<List<Entry>> CountsAsync(IReadOnlyList<CachedBatch> batches, CancellationToken cancellation)
    {
        var entries = new List<Entry>();
        foreach (var batch in batches.Where(batch => batch.Failed > 0 && batch.Readable is not null))
        {
            foreach (var (type, count) in await errors.CountsAsync(batch, batch.Readable!.Key, cancellation))
            {
                entries.Add(new Entry(batch, WordComparer.Fold(type), type, count, new JobQuery { ErrorCodes = [type] }) { First = At(batch), Last = At(batch) });
            }
        }

        return entries;
    }

    private async Task<ErrorTrendGroups> GroupsAsync(
        ErrorsQuery query, IReadOnlyList<CachedBatch> within, IReadOnlyList<CachedBatch> before, IReadOnlyList<Entry> counts, CancellationToken cancellation)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var (these, others) = await GroupedAsync(query, within, keys, cancellation);
        var (those, _) = await GroupedAsync(query, before, [], cancellation);
        var merged = Merge(these, those, query.Days == 0);
        var present = merged.Where(group => group.Count > 0).ToList();
        var all = counts.Where(entry => WordComparer.Instance.Equals(entry.Name, query.ErrorType)).Sum(entry => entry.Count);
        return new ErrorTrendGroups(
            [.. present.Take(MostGroups)],
            [.. merged.Where(group => group.Count == 0).Take(MostGroups)],
            [.. keys.OrderByDescending(key => key.Value).Select(key => key.Key)],
            Math.Max(0, all - present.Sum(group => group.Count) - others),
            others + present.Skip(MostGroups).Sum(group => group.Count));
    }

    private async Task<(List<Entry> Entries, long Others)> GroupedAsync(
        ErrorsQuery query, IReadOnlyList<CachedBatch> batches, Dictionary<string, int> keys, CancellationToken cancellation)
    {
        var entries = new List<Entry>();
        var others = 0L;
        var resubmitted = (await lineage.CountByErrorAsync(cancellation)).Select(errors => errors.Batch).ToHashSet();
        foreach (var batch in batches.Where(batch => batch.Failed > 0 && batch.Readable is not null))
        {
            var groups = await store.GroupFailuresAsync(batch.Readable!.Key, query.ErrorType, query.By, MostGroupsOfABatch, cancellation);
            var sent = resubmitted.Contains(batch.Id) ? await lineage.FindAsync(batch.Id, cancellation) : BatchLineage.None;
            var isFixed = await store.CountByGroupAsync(batch.Readable.Key, query.ErrorType, query.By, sent.FixedJobs, cancellation);
            var failedAgain = await store.CountByGroupAsync(batch.Readable.Key, query.ErrorType, query.By, sent.FailedAgain, cancellation);
            others += groups.OtherFailures;
            foreach (var group in groups.Groups)
            {
                entries.Add(new Entry(batch, group.Id, group.Text, group.Count, FailureReader.Jobs(query.ErrorType, query.By, group))
                {
                    First = group.FirstSeen ?? At(batch),
                    Last = group.LastSeen ?? At(batch),
                    Fixed = isFixed.GetValueOrDefault(group.Id),
                    FailedAgain = failedAgain.GetValueOrDefault(group.Id),
                });
            }

            foreach (var key in groups.Failures == 0 ? [] : await FailureReader.KeysAsync(store, batch.Readable.Key, query.ErrorType, cancellation))
            {
                keys[key] = keys.GetValueOrDefault(key) + 1;
            }
        }

        return (entries, others);
    }

    private static List<ErrorTrend> Merge(IReadOnlyList<Entry> these, IReadOnlyList<Entry> those, bool isAllTime)
    {
        var before = those.GroupBy(entry => entry.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var present = these.GroupBy(entry => entry.Id, StringComparer.Ordinal).ToList();
        var gone = before.Where(group => !present.Exists(one => one.Key == group.Key)).Select(group => Trend(group.Value, 0, group.Value.Sum(entry => entry.Count)));
        return
        [
            .. present
                .Select(group => Trend([.. group], group.Sum(entry => entry.Count), isAllTime ? null : before.GetValueOrDefault(group.Key)?.Sum(entry => entry.Count) ?? 0))
                .Concat(gone)
                .OrderByDescending(trend => trend.Count)
                .ThenByDescending(trend => trend.Before)
                .ThenBy(trend => trend.Name, StringComparer.Ordinal),
        ];
    }

    private static ErrorTrend Trend(IReadOnlyList<Entry> entries, long count, long? before) => new(
        entries[0].Name,
        count,
        before,
        [.. entries.OrderByDescending(entry => entry.Count).Select(entry => new ErrorTrendBatch(entry.Batch.Id, Title(entry.Batch), entry.Count, entry.Jobs) { CompletedAt = entry.Batch.CompletedAt })])
    {
        FirstSeen = entries.Min(entry => entry.First),
        LastSeen = entries.Max(entry => entry.Last),
        Fixed = count == 0 ? 0 : entries.Sum(entry => entry.Fixed),
        FailedAgain = count == 0 ? 0 : entries.Sum(entry => entry.FailedAgain),
    };

    private static IReadOnlyList<ErrorDay> Days(IReadOnlyList<Entry> entries) =>
    [
        .. entries
            .GroupBy(entry => DateOnly.FromDateTime(At(entry.Batch)!.Value.UtcDateTime))
            .OrderBy(day => day.Key)
            .Select(day => new ErrorDay(
                day.Key,
                [.. day.GroupBy(entry => entry.Id, StringComparer.Ordinal).Select(type => new NamedCount(type.First().Name!, type.Sum(entry => entry.Count))).OrderByDescending(type => type.Count)])),
    ];

    private sealed record Entry(CachedBatch Batch, string Id, string? Name, long Count, JobQuery Jobs)
    {
        public DateTimeOffset? First { get; init; }
        public DateTimeOffset? Last { get; init; }
        public long Fixed { get; init; }
        public long FailedAgain { get; init; }
    }
}
