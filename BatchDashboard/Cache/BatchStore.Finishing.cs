using System.Collections.Concurrent;
using System.Text.Json;
using BatchDashboard.Cache.Index;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <content>
/// How a copy that has all its rows becomes the one that readers see: its index is made in steps, each a transaction of
/// its own, so that nobody who writes waits for a million jobs; the last one is short and changes the copies over.
/// </content>
public sealed partial class BatchStore
{
    private const int SweptAtOnce = 20_000;
    private const int SweptChunks = 500;
    private const int ChunksAtOnce = 256;

    private readonly ConcurrentDictionary<long, Task> _finishing = new();

    /// <summary>Makes the index of whole copies that an older version wrote without one, and removes what is left of dropped ones.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (_database.IsReadOnly)
        {
            return;
        }

        SortedFile.RemoveLeftovers(_database.SortDirectory, _time.GetUtcNow());
        var old = await _database.ReadAsync(
            (reader, _) => CacheReader.All(
                reader.Prepare("SELECT key FROM snapshots WHERE completed_at IS NOT NULL AND facts IS NULL"), row => row.Long(0)),
            cancellation);
        foreach (var snapshot in old)
        {
            await FinishAsync(snapshot, cancellation);
        }

        await SweepAsync(cancellation);
    }

    /// <summary>Joins the one under way: who writes meanwhile must not make the same index a second time.</summary>
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
            await IndexAsync(snapshot, cancellation);
        }
        finally
        {
            _finishing.TryRemove(snapshot, out _);
            _finder.Forget(snapshot);
            own.SetResult();
        }
    }

    private async Task IndexAsync(long snapshot, CancellationToken cancellation)
    {
        while (true)
        {
            var revision = await _database.WriteAsync((reader, token) => SealAll(reader, snapshot, token), cancellation);
            var sorting = SortAsync(snapshot, cancellation);
            IReadOnlyList<StoredErrorFacts> errors;
            try
            {
                await _database.WriteAsync((reader, token) => WriteGrams(reader, snapshot, token), cancellation);
                errors = await _database.ReadAsync((reader, token) => ErrorsOf(reader, snapshot, token), cancellation);
            }
            catch
            {
                // Whoever tries again must not meet a sort of before, which would write over the newer one.
                await ((Task)sorting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            var facts = Facts(await sorting, errors);
            if (await _database.WriteAsync((context, token) => ChangeOverAsync(context, snapshot, revision, facts, token), cancellation))
            {
                return;
            }
        }
    }

    // Sorted while others write; only the finished chunks are written, some at a time.
    private async Task<SnapshotSums> SortAsync(long snapshot, CancellationToken cancellation)
    {
        using var builder = await _database.ReadAsync(
            (reader, token) => SnapshotIndexer.ReadOrders(reader, snapshot, _database.SortDirectory, token), cancellation);
        foreach (var (order, list) in SnapshotIndexer.SortOrders(builder, cancellation))
        {
            for (var first = 0; first == 0 || first < list.Chunks; first += ChunksAtOnce)
            {
                var (from, end) = (first, Math.Min(list.Chunks, first + ChunksAtOnce));
                await _database.WriteAsync(
                    (reader, _) =>
                    {
                        list.Write(reader, snapshot, order, from, end);
                        return true;
                    },
                    cancellation);
            }
        }

        var repeats = SnapshotIndexer.FindRepeats(builder, cancellation);
        await _database.WriteAsync(
            (reader, _) =>
            {
                SnapshotIndexer.WriteRepeats(reader, snapshot, repeats);
                SnapshotIndexer.WriteBins(reader, snapshot, builder.Totals);
                return true;
            },
            cancellation);
        return SnapshotIndexer.Sums(builder.Totals, repeats);
    }

    /// <summary>The same in the transaction of an import.</summary>
    private async Task FinishAsync(CacheContext context, CacheReader reader, long snapshot, CancellationToken cancellation)
    {
        var revision = SealAll(reader, snapshot, cancellation);
        WriteGrams(reader, snapshot, cancellation);
        using var builder = SnapshotIndexer.ReadOrders(reader, snapshot, _database.SortDirectory, cancellation);
        foreach (var (order, list) in SnapshotIndexer.SortOrders(builder, cancellation))
        {
            list.Write(reader, snapshot, order, 0, list.Chunks);
        }

        var repeats = SnapshotIndexer.FindRepeats(builder, cancellation);
        SnapshotIndexer.WriteRepeats(reader, snapshot, repeats);
        SnapshotIndexer.WriteBins(reader, snapshot, builder.Totals);
        var errors = ErrorsOf(reader, snapshot, cancellation);
        context.ChangeTracker.Clear();
        await ChangeOverAsync(context, snapshot, revision, Facts(SnapshotIndexer.Sums(builder.Totals, repeats), errors), cancellation);
    }

    private static IReadOnlyList<StoredErrorFacts> ErrorsOf(CacheReader reader, long snapshot, CancellationToken cancellation) =>
        new FactsBuilder(reader, snapshot, JobGroups.Read(reader, snapshot)).MostFrequent(cancellation);

    private static string Facts(SnapshotSums sums, IReadOnlyList<StoredErrorFacts> errors) =>
        JsonSerializer.Serialize(new StoredFacts(sums, errors), FactsJson.Default.StoredFacts);

    private static long SealAll(CacheReader reader, long snapshot, CancellationToken cancellation)
    {
        var done = (int)CacheReader.Number(reader.Prepare("SELECT sealed FROM snapshots WHERE key = ?1").Bind(1, snapshot));
        done = SnapshotIndexer.SealAll(reader, snapshot, done, cancellation);
        reader.Prepare("UPDATE snapshots SET sealed = ?2 WHERE key = ?1").Bind(1, snapshot).Bind(2, done).Run();
        return CacheReader.Number(reader.Prepare("SELECT revision FROM snapshots WHERE key = ?1").Bind(1, snapshot));
    }

    private static int WriteGrams(CacheReader reader, long snapshot, CancellationToken cancellation)
    {
        var chunks = (int)CacheReader.Number(reader.Prepare("SELECT sealed FROM snapshots WHERE key = ?1").Bind(1, snapshot));
        SnapshotIndexer.WriteGrams(reader, snapshot, chunks, cancellation);
        return chunks;
    }

    // False when rows came since the index was begun, so that it has to be made anew.
    private async Task<bool> ChangeOverAsync(CacheContext context, long snapshot, long revision, string facts, CancellationToken cancellation)
    {
        var filled = await context.Snapshots.SingleOrDefaultAsync(row => row.Key == snapshot, cancellation);
        if (filled is null)
        {
            // Dropped meanwhile, and perhaps swept before the last steps wrote: what they wrote goes as well.
            await context.Database.ExecuteSqlAsync($"INSERT OR IGNORE INTO dropped_snapshots (key) VALUES ({snapshot})", cancellation);
            return true;
        }

        if (filled.Revision != revision)
        {
            return false;
        }

        await context.Snapshots
            .Where(row => row.BatchKey == filled.BatchKey && row.CompletedAt != null && row.Key != snapshot)
            .ExecuteDeleteAsync(cancellation);
        filled.CompletedAt ??= Now();
        filled.SyncWanted = false;
        filled.Facts = facts;
        await context.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>Removes the rows of dropped snapshots, a few at a time, so that nobody who writes waits for a million of them.</summary>
    private async Task SweepAsync(CancellationToken cancellation)
    {
        while (await _database.ReadAsync((reader, _) => CacheReader.Number(reader.Prepare("SELECT min(key) FROM dropped_snapshots")), cancellation) is > 0 and var dropped)
        {
            _infos.TryRemove(dropped, out _);
            _finder.Forget(dropped);
            await _database.WriteAsync((reader, _) => Sweep(reader, dropped), cancellation);
        }
    }

    private static bool Sweep(CacheReader reader, long snapshot)
    {
        foreach (var table in (string[])["job_extras", "jobs"])
        {
            reader.Prepare($"DELETE FROM {table} WHERE key IN (SELECT key FROM {table} WHERE key >= ?1 AND key < ?2 LIMIT {SweptAtOnce})")
                .Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot))
                .Run();
            if (CacheReader.Number(reader.Prepare("SELECT changes()")) == SweptAtOnce)
            {
                return false;
            }
        }

        reader.Prepare($"DELETE FROM job_index WHERE rowid IN (SELECT rowid FROM job_index WHERE snapshot_key = ?1 LIMIT {SweptChunks})").Bind(1, snapshot).Run();
        if (CacheReader.Number(reader.Prepare("SELECT changes()")) == SweptChunks)
        {
            return false;
        }

        reader.Prepare("DELETE FROM job_groups WHERE snapshot_key = ?1").Bind(1, snapshot).Run();
        reader.Prepare("DELETE FROM dropped_snapshots WHERE key = ?1").Bind(1, snapshot).Run();
        return true;
    }
}
