using System.Collections.ObjectModel;
using BatchDashboard.Data.Columns;
using BatchDashboard.Data.Failures;
using BatchDashboard.Queries;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    private const int GroupBytes = 1000;

    /// <summary>Groups the failures of a snapshot by message pattern, or by the value of a detail key.</summary>
    /// <param name="errorCode">Of these failures only; <see cref="Wickson.ErrorTypes.Unknown"/> for those without a code, null for all.</param>
    /// <param name="detailKey">Null to group by message pattern.</param>
    /// <param name="most">Groups at most, the largest first.</param>
    /// <remarks>The first question about a copy reads its failures, at most a million of them; later ones find them in memory.</remarks>
    public async Task<FailureGroups> GroupFailuresAsync(long snapshot, string? errorCode, string? detailKey, int most, CancellationToken cancellation)
    {
        if (await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return FailureGroups.None;
        }

        return await _cache.GetAsync(
            (copy.Snapshot, copy.Revision, errorCode, detailKey, most),
            async () =>
            {
                var table = await _failures.GetAsync(copy, withDetails: detailKey is not null, cancellation);
                var fits = Fits(table, errorCode);
                return detailKey is null ? table.ByPattern(fits, most) : table.ByDetail(detailKey, fits, most);
            },
            groups => groups.Groups.Count * (long)GroupBytes,
            cancellation);
    }

    /// <summary>How many of some failed jobs are in each group of <see cref="GroupFailuresAsync"/>, by the group's id.</summary>
    /// <param name="jobs">Their keys.</param>
    public async Task<IReadOnlyDictionary<string, long>> CountByGroupAsync(
        long snapshot, string? errorCode, string? detailKey, IReadOnlySet<string> jobs, CancellationToken cancellation)
    {
        if (jobs.Count == 0 || await _columns.OpenAsync(snapshot, cancellation) is not { } copy)
        {
            return ReadOnlyDictionary<string, long>.Empty;
        }

        var table = await _failures.GetAsync(copy, withDetails: detailKey is not null, cancellation);
        var found = await TextSearch.KeyedAsync(copy, jobs, cancellation);
        return table.CountByGroup(detailKey, found.Select(job => job.Job).Distinct(), Fits(table, errorCode));
    }

    private static byte[] Fits(FailureTable table, string? errorCode)
    {
        var wanted = new GroupFilter(new JobQuery { ErrorCodes = errorCode is null ? [] : [errorCode] });
        return table.Groups.Marks(group => group.IsError && wanted.FitsCode(group));
    }

    /// <summary>The text of a message pattern by its id; null when no failure of the snapshot has it.</summary>
    public async Task<string?> PatternTextAsync(long snapshot, string pattern, CancellationToken cancellation) =>
        await _columns.OpenAsync(snapshot, cancellation) is { } copy
            ? (await _failures.GetAsync(copy, withDetails: false, cancellation)).PatternText(pattern)
            : null;

    /// <summary>The jobs at some ordinals, in the order given; those that are gone are left out.</summary>
    public async Task<IReadOnlyList<StoredJob>> ListAtAsync(long snapshot, IReadOnlyList<long> ordinals, CancellationToken cancellation) => await RowsAsync(
        snapshot, (context, groups, isRepeat, token) => JobTable.ListAsync(context, snapshot, ordinals, groups, isRepeat, token), cancellation);
}
