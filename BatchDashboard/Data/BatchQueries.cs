using System.Linq.Expressions;
using BatchDashboard.Queries;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>Questions about batches that every database answers alike.</summary>
internal static class BatchQueries
{
    public const long DayMilliseconds = 86_400_000;

    /// <summary>The day (UTC) of so many days since 1970.</summary>
    public static DateOnly Day(long number) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(number * DayMilliseconds).UtcDateTime);

    // Before any time that the API can send, so that a missing time comes first on every database.
    private const long NoTime = long.MinValue / 2;

    // For more, all snapshots are read at once: their keys would make a longer statement than the rows are.
    private const int MaxKeys = 500;

    /// <summary>A batch that the API was never asked about is not known yet.</summary>
    public static IQueryable<BatchRow> Known(this DashboardContext context) => context.Batches.Where(batch => batch.FetchedAt != null);

    public static IQueryable<BatchRow> NewestFirst(this IQueryable<BatchRow> batches) =>
        batches.OrderByDescending(batch => batch.ListedAt).ThenByDescending(batch => batch.Key);

    /// <summary>Those that ended, or else began, in the days before now.</summary>
    public static IQueryable<BatchRow> Within(this IQueryable<BatchRow> batches, int days, DateTimeOffset now)
    {
        var since = now.AddDays(-days).ToUnixTimeMilliseconds();
        return days == 0 ? batches : batches.Where(batch => batch.HappenedAt > since);
    }

    /// <summary>Those of the period of the same length before <see cref="Within"/>; none when that is all time.</summary>
    public static IQueryable<BatchRow> Before(this IQueryable<BatchRow> batches, int days, DateTimeOffset now)
    {
        var (until, since) = (now.AddDays(-days).ToUnixTimeMilliseconds(), now.AddDays(-2 * days).ToUnixTimeMilliseconds());
        return batches.Where(batch => batch.HappenedAt > since && batch.HappenedAt <= until && days > 0);
    }

    /// <summary>Those whose name, id or collection contains the text.</summary>
    public static IQueryable<BatchRow> Containing(this IQueryable<BatchRow> batches, string text)
    {
        var folded = StoredText.Fold(text);
        return folded.Length == 0 ? batches : batches.Where(batch => batch.SearchText.Contains(folded));
    }

    public static IQueryable<BatchRow> Sorted(this IQueryable<BatchRow> batches, BatchListQuery query, DateTimeOffset now)
    {
        var present = now.ToUnixTimeMilliseconds();
        return query.Sort switch
        {
            BatchSort.Name => By(batch => batch.SearchText),
            BatchSort.Status => By(batch => batch.Status),
            // As BatchCounts.Percent.
            BatchSort.Completion => By(batch => batch.Total == 0 || batch.Successful > batch.Total ? -1.0
                : 100.0 * batch.Successful / (batch.Successful + batch.Failed > batch.Total ? batch.Successful + batch.Failed : batch.Total)),
            BatchSort.Failed => By(batch => batch.Failed),
            BatchSort.Total => By(batch => batch.Total),
            BatchSort.Size => By(batch => batch.TotalBytes ?? -1),
            BatchSort.Duration => By(batch => batch.Duration ?? (batch.CompletedAt ?? (batch.Status == "running" ? (long?)present : null)) - batch.StartedAt ?? -1),
            BatchSort.Created => By(batch => batch.CreatedAt ?? NoTime),
            BatchSort.Completed => By(batch => batch.CompletedAt ?? NoTime),
            _ => query.Descending ? batches.OrderBy(batch => batch.ListedAt).ThenBy(batch => batch.Key) : batches.NewestFirst(),
        };

        // Of equals the newest comes first, so that nothing jumps.
        IQueryable<BatchRow> By<TKey>(Expression<Func<BatchRow, TKey>> key) =>
            (query.Descending ? batches.OrderByDescending(key) : batches.OrderBy(key)).ThenByDescending(batch => batch.ListedAt).ThenByDescending(batch => batch.Key);
    }

    /// <summary>Reads batches with their copies, in the order of the query.</summary>
    public static async Task<IReadOnlyList<CachedBatch>> ReadAsync(this IQueryable<BatchRow> batches, DashboardContext context, CancellationToken cancellation)
    {
        var rows = await batches.AsNoTracking().ToListAsync(cancellation);
        var copies = (await SnapshotsAsync(context, rows.ConvertAll(row => row.Key), cancellation)).ToLookup(snapshot => snapshot.BatchKey, BatchReader.Snapshot);
        return rows.ConvertAll(row => BatchReader.Batch(row, copies[row.Key]));
    }

    private static async Task<IReadOnlyList<SnapshotRow>> SnapshotsAsync(DashboardContext context, List<int> keys, CancellationToken cancellation)
    {
        if (keys.Count > MaxKeys)
        {
            return await Figures(context.Snapshots).ToListAsync(cancellation);
        }

        // Whole copies and those that fill have an index each, and there is none of both.
        var snapshots = context.Snapshots.Where(snapshot => keys.Contains(snapshot.BatchKey));
        return keys.Count == 0 ? [] :
        [
            .. await Figures(snapshots.Where(snapshot => snapshot.CompletedAt != null)).ToListAsync(cancellation),
            .. await Figures(snapshots.Where(snapshot => snapshot.CompletedAt == null)).ToListAsync(cancellation),
        ];
    }

    // Without the header and the facts, which are the largest parts of a snapshot's row.
    private static IQueryable<SnapshotRow> Figures(IQueryable<SnapshotRow> snapshots) => snapshots.AsNoTracking().Select(snapshot => new SnapshotRow
    {
        Key = snapshot.Key,
        BatchKey = snapshot.BatchKey,
        BatchStatus = snapshot.BatchStatus,
        Successful = snapshot.Successful,
        Failed = snapshot.Failed,
        Total = snapshot.Total,
        Jobs = snapshot.Jobs,
        ExpectedJobs = snapshot.ExpectedJobs,
        StartedAt = snapshot.StartedAt,
        CompletedAt = snapshot.CompletedAt,
        SyncWanted = snapshot.SyncWanted,
        FirstExpected = snapshot.FirstExpected,
    });
}
