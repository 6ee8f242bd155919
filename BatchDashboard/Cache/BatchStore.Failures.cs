using System.Collections.Concurrent;
using BatchDashboard.Cache.Failures;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    private const int MostGroupings = 400;

    // Of whole copies, which never change: the errors page asks for all batches at once, and more than there are tables for.
    private readonly ConcurrentDictionary<(long Snapshot, string? Code, string? Key, int Most), FailureGroups> _groupings = new();

    /// <summary>Groups the failures of a snapshot by message pattern, or by the value of a detail key.</summary>
    /// <param name="errorCode">Of these failures only; <see cref="JobFilter.UnknownCode"/> for those without a code, null for all.</param>
    /// <param name="detailKey">Null to group by message pattern.</param>
    /// <param name="most">Groups at most, the largest first.</param>
    /// <remarks>The first question about a copy reads its failures, at most a million of them; later ones find them in memory.</remarks>
    public Task<FailureGroups> GroupFailuresAsync(long snapshot, string? errorCode, string? detailKey, int most, CancellationToken cancellation) =>
        _groupings.TryGetValue((snapshot, errorCode, detailKey, most), out var known) ? Task.FromResult(known) : _database.ReadAsync(
            (reader, token) =>
            {
                if (IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is not { } view)
                {
                    return FailureGroups.None;
                }

                var table = _finder.Failures.Get(view, withDetails: detailKey is not null, token);
                var fits = Fits(table, errorCode);
                var groups = detailKey is null ? table.ByPattern(fits, most) : table.ByDetail(detailKey, fits, most);
                if (view.IsComplete)
                {
                    if (_groupings.Count >= MostGroupings)
                    {
                        _groupings.Clear();
                    }

                    _groupings[(snapshot, errorCode, detailKey, most)] = groups;
                }

                return groups;
            },
            cancellation);

    /// <summary>What became of the failures that <see cref="GroupFailuresAsync"/> groups, where some of them were sent again.</summary>
    public Task<SentByGroup> SentByGroupAsync(long snapshot, string? errorCode, string? detailKey, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) =>
            {
                if (!LineageStamp.Read(reader).HasSent
                    || JobMarks.BatchOf(reader, snapshot) is not { } batch
                    || LineageBuilder.Read(reader, batch) is not { Jobs.Sent: > 0 } lineage
                    || IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is not { } view)
                {
                    return SentByGroup.None;
                }

                var table = _finder.Failures.Get(view, withDetails: detailKey is not null, token);
                var fits = Fits(table, errorCode);
                return new SentByGroup(Count(lineage.FixedJobs), Count(LineageBuilder.FailedAgain(reader, batch, lineage.FixedJobs)));

                Dictionary<string, long> Count(IReadOnlySet<string> jobs) => table.CountByGroup(detailKey, ValueFinder.JobKeys(view, jobs, token), fits);
            },
            cancellation);

    private static byte[] Fits(FailureTable table, string? errorCode)
    {
        var wanted = new GroupFilter(new JobFilter { ErrorCodes = errorCode is null ? [] : [errorCode] });
        return table.Groups.Codes(group => group.IsError && wanted.FitsCode(group));
    }

    /// <summary>The text of a message pattern by its id; null when no failure of the snapshot has it.</summary>
    public Task<string?> PatternTextAsync(long snapshot, string pattern, CancellationToken cancellation) =>
        _database.ReadAsync(
            (reader, token) => IndexView.Open(reader, snapshot, Whole(reader, snapshot, token)?.Groups) is { } view
                ? _finder.Failures.Get(view, withDetails: false, token).PatternText(pattern)
                : null,
            cancellation);

    /// <summary>The jobs at some ordinals, in the order given; those that are gone are left out.</summary>
    public Task<IReadOnlyList<ListedJob>> ListAtAsync(long snapshot, IReadOnlyList<long> ordinals, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<ListedJob>>(
            (reader, token) => JobTable.Listed(reader, ordinals, snapshot, JobGroups.Read(reader, snapshot), Repeats(reader, snapshot, token)),
            cancellation);
}
