using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>Begins a copy of the whole batch, or finds the interrupted one to go on with. Marks it as wanted.</summary>
    /// <param name="fresh">Never go on with an old one: for a refresh.</param>
    public Task<Snapshot> BeginSyncAsync(BatchId id, bool fresh, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                var batch = await KnownAsync(context, id, token);
                if (fresh)
                {
                    await DropAsync(context, FillingOf(context, batch.Key), token);
                }

                var filling = await FillingOf(context, batch.Key).SingleOrDefaultAsync(token)
                    ?? await BeginAsync(context, batch, wanted: true, token);
                filling.SyncWanted = true;
                await context.SaveChangesAsync(token);
                return BatchReader.Snapshot(filling);
            },
            cancellation);

    /// <summary>The copy is no longer wanted (cancelled); what has arrived stays readable.</summary>
    public Task EndSyncAsync(BatchId id, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                var batch = await context.Batches.SingleOrDefaultAsync(row => row.BatchId == id.Value, token);
                if (batch is null || await FillingOf(context, batch.Key).SingleOrDefaultAsync(token) is not { } filling)
                {
                    return false;
                }

                if (filling.Header is null)
                {
                    // Nothing has arrived, so there is nothing to read.
                    await DropAsync(context, FillingOf(context, batch.Key), token);
                    return await context.Batches.Where(row => row.Key == batch.Key && row.FetchedAt == null).ExecuteDeleteAsync(token) > 0;
                }

                filling.SyncWanted = false;
                return await context.SaveChangesAsync(token) > 0;
            },
            cancellation);

    /// <summary>Batches whose copy was wanted and has not ended, for the start of the app.</summary>
    public Task<IReadOnlyList<BatchId>> InterruptedSyncsAsync(CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<BatchId>>(
            async (context, token) =>
            {
                var wanted = await context.Snapshots
                    .Where(snapshot => snapshot.SyncWanted && snapshot.CompletedAt == null)
                    .OrderBy(snapshot => snapshot.Key)
                    .Join(context.Batches, snapshot => snapshot.BatchKey, batch => batch.Key, (_, batch) => batch.BatchId)
                    .ToListAsync(token);
                return wanted.ConvertAll(BatchId.Parse);
            },
            cancellation);
}
