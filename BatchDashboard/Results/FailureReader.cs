using BatchDashboard.Data;
using BatchDashboard.Data.Failures;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Groups the failures of one copy.</summary>
public sealed class FailureReader(BatchStore store, LineageStore lineage)
{
    private const int MostGroups = 20;

    /// <param name="detailKey">Null for message patterns.</param>
    public async Task<FailureGroupsView> ReadAsync(CachedBatch batch, string errorType, string? detailKey, CancellationToken cancellation)
    {
        if (batch.Readable is not { } snapshot)
        {
            return new FailureGroupsView(detailKey, 0, [], default, []);
        }

        var groups = await store.GroupFailuresAsync(snapshot.Key, errorType, detailKey, MostGroups, cancellation);
        var isFixed = await store.CountByGroupAsync(
            snapshot.Key, errorType, detailKey, (await lineage.FindAsync(batch.Id, cancellation)).FixedJobs, cancellation);
        var ordinals = groups.Groups.SelectMany(group => group.Sample).Distinct().ToList();
        var jobs = (await store.ListAtAsync(snapshot.Key, ordinals, cancellation)).ToDictionary(job => job.Ordinal);
        return new FailureGroupsView(
            detailKey,
            groups.Failures,
            [.. groups.Groups.Select(group => View(batch, errorType, detailKey, group, groups.Failures, jobs) with { Fixed = isFixed.GetValueOrDefault(group.Id) })],
            (groups.Others, groups.OtherFailures),
            await KeysAsync(store, snapshot.Key, errorType, cancellation));
    }

    /// <summary>The commonest detail keys of an error type.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(BatchStore store, long snapshot, string errorType, CancellationToken cancellation)
    {
        var (_, errors) = await store.AllFactsAsync(snapshot, cancellation);
        return errors.TryGetValue(errorType == ErrorTypes.Unknown ? "" : errorType, out var facts) || errors.TryGetValue(errorType, out facts)
            ? [.. facts.Details.Select(detail => detail.Key)]
            : [];
    }

    /// <summary>Finds the jobs of a group.</summary>
    /// <param name="detailKey">Null for a message pattern.</param>
    /// <param name="group">The group's id.</param>
    /// <param name="text">Its pattern or value; null for failures without.</param>
    public static JobQuery Jobs(string errorType, string? detailKey, string group, string? text) => detailKey is null
        ? new JobQuery { ErrorCodes = [errorType], Pattern = group }
        : new JobQuery { ErrorCodes = [errorType], Details = [new DetailFilter(detailKey, text is null ? null : group)] };

    private static FailureGroupView View(
        CachedBatch batch, string errorType, string? detailKey, FailureGroup group, long all, Dictionary<long, StoredJob> jobs) =>
        new(group.Text, group.Count, (double)group.Count / Math.Max(1, all), Jobs(errorType, detailKey, group.Id, group.Text))
        {
            FirstSeen = group.FirstSeen,
            LastSeen = group.LastSeen,
            SmallestBytes = group.SmallestBytes,
            LargestBytes = group.LargestBytes,
            Formats = [.. group.Formats.Select(format => new NamedCount(format.Ending ?? "", format.Count))],
            Sample =
            [
                .. group.Sample
                    .Where(jobs.ContainsKey)
                    .Select(ordinal => JobRowBuilder.Build(batch.Id, jobs[ordinal]))
                    .Select(row => new JobLink(row.Key, row.FileName)),
            ],
        };
}
