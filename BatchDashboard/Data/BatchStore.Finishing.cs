using System.Collections.Concurrent;
using System.Text.Json;
using BatchDashboard.Data.Columns;
using BatchDashboard.Data.Failures;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <content>
/// How a copy that has all its rows becomes the one that readers see: its columns are made in steps, each a transaction of
/// its own, so that nobody who writes waits for a million jobs; the last one is short and changes the copies over.
/// </content>
public sealed partial class BatchStore
{
    private const int SweptAtOnce = 20_000;
    private const int SweptColumns = 20;

    private readonly ConcurrentDictionary<long, Task> _finishing = new();

    /// <summary>Removes what is left of dropped copies.</summary>
    internal Task CatchUpAsync(CancellationToken cancellation) => _database.IsReadOnly ? Task.CompletedTask : SweepAsync(cancellation);

    /// <summary>Joins the one under way: who writes meanwhile must not make the same columns a second time.</summary>
    private async Task FinishAsync(long snapshot, CancellationToken cancellation)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _finishing.GetOrAdd(snapshot, own.Task);
        if (running != own.Task)
        {
            await running.WaitAsync(cancellation);
            return;
        }

        try
        {
            var repeats = 0L;
            while (await MakeColumnsAsync(snapshot, repeats, cancellation) is { } more)
            {
                repeats += more;
            }
        }
        finally
        {
            _finishing.TryRemove(snapshot, out _);
            own.SetResult();
        }
    }

    // Null when that is done. The rows may have changed since it began, so that it begins again: then how many repeats were removed.
    private async Task<long?> MakeColumnsAsync(long snapshot, long repeats, CancellationToken cancellation)
    {
        var (revision, builder) = await _database.WriteAsync((context, token) => BeginColumnsAsync(context, snapshot, token), cancellation);
        for (var part = 0; await _database.ReadAsync(builder.NextPartAsync, cancellation) is { Count: > 0 } texts; part++)
        {
            await _database.WriteAsync((context, token) => ColumnTable.WriteAsync(context, snapshot, texts, part, token), cancellation);
        }

        if (builder.Repeats is { Count: > 0 } found
            && await _database.WriteAsync((context, token) => RemoveRepeatsAsync(context, snapshot, found, token), cancellation) is > 0 and var removed)
        {
            return removed;
        }

        // Sorted while others write.
        var numbers = ColumnTable.Numbers(builder);
        await _database.WriteAsync((context, token) => EndColumnsAsync(context, snapshot, builder, numbers, token), cancellation);
        var facts = await _database.ReadAsync((context, token) => FactsAsync(context, snapshot, builder, repeats, token), cancellation);
        return await _database.WriteAsync((context, token) => ChangeOverAsync(context, snapshot, revision, facts, token), cancellation) ? null : 0;
    }

    /// <summary>The same in the transaction of an import.</summary>
    private async Task FinishAsync(DashboardContext context, long snapshot, CancellationToken cancellation, long repeats = 0)
    {
        context.ChangeTracker.Clear();
        var (revision, builder) = await BeginColumnsAsync(context, snapshot, cancellation);
        for (var part = 0; await builder.NextPartAsync(context, cancellation) is { Count: > 0 } texts; part++)
        {
            await ColumnTable.WriteAsync(context, snapshot, texts, part, cancellation);
        }

        if (builder.Repeats is { Count: > 0 } found && await RemoveRepeatsAsync(context, snapshot, found, cancellation) is > 0 and var removed)
        {
            await FinishAsync(context, snapshot, cancellation, repeats + removed);
            return;
        }

        await EndColumnsAsync(context, snapshot, builder, ColumnTable.Numbers(builder), cancellation);
        await ChangeOverAsync(context, snapshot, revision, await FactsAsync(context, snapshot, builder, repeats, cancellation), cancellation);
    }

    /// <summary>
    /// A batch that grows at its beginning moves jobs to the next page while pages are asked for, and they come twice: the first one stays. A
    /// file of another name is another job, even with the same id.
    /// </summary>
    /// <param name="found">Where jobs are whose id another one before them has.</param>
    private static async Task<long> RemoveRepeatsAsync(DashboardContext context, long snapshot, IReadOnlyList<long> found, CancellationToken cancellation)
    {
        var ids = (await JobTable.AtAsync(context, snapshot, found, withRaw: false, cancellation)).Select(row => row.JobId).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<(string?, string?)>();
        var repeats = new List<long>();
        await foreach (var row in JobTable.Of(context, snapshot).Select(row => new { row.Key, row.JobId, row.FileName }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (ids.Contains(row.JobId) && !seen.Add((row.JobId, row.FileName)))
            {
                repeats.Add(JobKey.Ordinal(row.Key));
            }
        }

        if (repeats.Count == 0 || await context.Snapshots.SingleOrDefaultAsync(row => row.Key == snapshot, cancellation) is not { } filled)
        {
            return 0;
        }

        var removed = await (await JobWriter.OpenAsync(context, snapshot, cancellation)).DeleteAsync(repeats, cancellation);
        filled.Jobs -= removed;
        filled.Revision++;
        await context.SaveChangesAsync(cancellation);
        return removed;
    }

    private static async Task<(long Revision, ColumnBuilder Builder)> BeginColumnsAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        // Of a try that was interrupted.
        await context.Set<JobColumn>().Where(column => column.SnapshotKey == snapshot).ExecuteDeleteAsync(cancellation);
        var revision = await context.Snapshots.Where(row => row.Key == snapshot).Select(row => row.Revision).SingleOrDefaultAsync(cancellation);
        return (revision, new ColumnBuilder(snapshot, await JobGroups.ReadAsync(context, snapshot, cancellation)));
    }

    private static async Task<bool> EndColumnsAsync(
        DashboardContext context, long snapshot, ColumnBuilder builder, IReadOnlyList<(ColumnKind Kind, byte[] Body)> numbers, CancellationToken cancellation)
    {
        await ColumnTable.WriteAsync(context, snapshot, numbers, 0, cancellation);
        foreach (var group in await context.Set<JobGroupRow>().Where(row => row.SnapshotKey == snapshot).ToListAsync(cancellation))
        {
            if (builder.Totals.OfGroup(group.Number) is { } bins)
            {
                (group.Sizes, group.Durations) = (JobTotals.Blob(bins.Sizes), JobTotals.Blob(bins.Durations));
            }
        }

        await context.SaveChangesAsync(cancellation);
        context.ChangeTracker.Clear();
        return true;
    }

    private static async Task<(string Facts, ErrorGroups Groups)> FactsAsync(
        DashboardContext context, long snapshot, ColumnBuilder builder, long repeats, CancellationToken cancellation)
    {
        var groups = await JobGroups.ReadAsync(context, snapshot, cancellation);
        var counted = new ErrorGroups();
        var errors = await new FactsBuilder(context, snapshot, groups, counted).MostFrequentAsync(cancellation);
        return (JsonSerializer.Serialize(new StoredFacts(builder.Sums(), errors) { Repeats = repeats }, FactsJson.Default.StoredFacts), counted);
    }

    // False when rows came since the columns were begun.
    private async Task<bool> ChangeOverAsync(
        DashboardContext context, long snapshot, long revision, (string Text, ErrorGroups Groups) facts, CancellationToken cancellation)
    {
        var filled = await context.Snapshots.SingleOrDefaultAsync(row => row.Key == snapshot, cancellation);
        if (filled is null)
        {
            // Dropped meanwhile, and perhaps swept before the last steps wrote: what they wrote goes as well.
            if (!await context.Set<DroppedSnapshotRow>().AnyAsync(row => row.Key == snapshot, cancellation))
            {
                context.Add(new DroppedSnapshotRow { Key = snapshot });
                await context.SaveChangesAsync(cancellation);
            }

            return true;
        }

        if (filled.Revision != revision)
        {
            return false;
        }

        await DropAsync(context, context.Snapshots.Where(row => row.BatchKey == filled.BatchKey && row.CompletedAt != null && row.Key != snapshot), cancellation);
        var batch = await context.Batches.SingleAsync(row => row.Key == filled.BatchKey, cancellation);
        context.Announce(batch.BatchId);
        filled.CompletedAt ??= Now();
        filled.SyncWanted = false;
        filled.Facts = facts.Text;
        await context.SaveChangesAsync(cancellation);
        await facts.Groups.WriteAsync(context, snapshot, cancellation);
        await BatchErrors.WriteAsync(context, batch, filled.Header is { } header ? StoredJson.Read<ResultsBody>(header) : null, cancellation);
        return true;
    }

    /// <summary>Removes snapshots for readers at once; their rows go later.</summary>
    private static async Task DropAsync(DashboardContext context, IQueryable<SnapshotRow> snapshots, CancellationToken cancellation)
    {
        var keys = await snapshots.Select(row => row.Key).ToListAsync(cancellation);
        context.AddRange(keys.Select(key => new DroppedSnapshotRow { Key = key }));
        await context.SaveChangesAsync(cancellation);
        await context.Snapshots.Where(row => keys.Contains(row.Key)).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes the rows of dropped snapshots, a few at a time, so that nobody who writes waits for a million of them.</summary>
    private async Task SweepAsync(CancellationToken cancellation)
    {
        while (await _database.ReadAsync((context, token) => context.Set<DroppedSnapshotRow>().Select(row => (long?)row.Key).MinAsync(token), cancellation) is { } dropped)
        {
            await _database.WriteAsync((context, token) => SweepAsync(context, dropped, token), cancellation);
        }
    }

    private static async Task<bool> SweepAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        var (from, end) = (JobKey.Of(snapshot, 0), JobKey.End(snapshot));
        if (await context.Set<JobRow>().Where(row => row.Key >= from && row.Key < end).OrderBy(row => row.Key).Take(SweptAtOnce).ExecuteDeleteAsync(cancellation) == SweptAtOnce
            || await context.Set<JobColumn>().Where(row => row.SnapshotKey == snapshot).OrderBy(row => row.Kind).ThenBy(row => row.Part).Take(SweptColumns)
                .ExecuteDeleteAsync(cancellation) == SweptColumns)
        {
            return false;
        }

        await context.Set<JobGroupRow>().Where(row => row.SnapshotKey == snapshot).ExecuteDeleteAsync(cancellation);
        await context.Set<ErrorGroupRow>().Where(row => row.SnapshotKey == snapshot).ExecuteDeleteAsync(cancellation);
        await context.Set<DroppedSnapshotRow>().Where(row => row.Key == snapshot).ExecuteDeleteAsync(cancellation);
        return true;
    }
}
