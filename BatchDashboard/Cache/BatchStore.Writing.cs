using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    /// <summary>
    /// Stores one page as it came, in one transaction: the batch's figures, and the jobs into the filling snapshot, by
    /// ordinal (first job of the page = (granted page - 1) × granted page size), replacing what stood there. A filling
    /// snapshot that speaks of another state of the batch (status or counts differ) is dropped and a new one begun,
    /// unless a sync owns it (<paramref name="forSync"/>). When every ordinal from 0 to the announced total is there, or
    /// <paramref name="isLast"/> says that no page is left, the snapshot becomes the current one in the same transaction
    /// and the older one is removed. One that ends with fewer jobs than were announced is given up when the older one has
    /// more.
    /// </summary>
    /// <remarks>
    /// A page of a batch in a final state whose whole copy says the same is no news: only the time of the answer is
    /// noted, unless a sync asked for it. The id that was asked for wins over the one in the body.
    /// </remarks>
    public Task<CachedBatch> WritePageAsync(BatchId id, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                await StoreAsync(context, id, page, forSync, isLast, token);
                return (await BatchReader.FindAsync(context, id, token))!;
            },
            cancellation);

    /// <summary>Stores the pages of a sync, in their order and in one transaction, as <see cref="WritePageAsync"/> does one.</summary>
    /// <param name="reachesEnd">No page is left after the last of these.</param>
    public Task<CachedBatch> WritePagesAsync(BatchId id, IReadOnlyList<ResultsBody> pages, bool reachesEnd, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                for (var i = 0; i < pages.Count; i++)
                {
                    await StoreAsync(context, id, pages[i], forSync: true, isLast: reachesEnd && i == pages.Count - 1, token);
                }

                return (await BatchReader.FindAsync(context, id, token))!;
            },
            cancellation);

    private async Task StoreAsync(
        CacheContext context, BatchId id, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation)
    {
        var data = page.Data.Value;
        var figures = AnsweredFigures.Of(data);
        var batch = await KnownAsync(context, id, cancellation);
        batch.FetchedAt = Now();
        figures.WriteTo(batch, data);
        await context.SaveChangesAsync(cancellation);
        if ((forSync || !await IsSettledAsync(context, batch, figures, cancellation))
            && await FillingAsync(context, batch, figures, forSync, cancellation) is { } filling)
        {
            await FillAsync(context, filling, page, isLast, cancellation);
        }
    }

    private async Task<BatchRow> KnownAsync(CacheContext context, BatchId id, CancellationToken cancellation)
    {
        var batch = await context.Batches.SingleOrDefaultAsync(row => row.BatchId == id.Value, cancellation);
        if (batch is null)
        {
            batch = new BatchRow { BatchId = id.Value, FirstSeenAt = Now() };
            context.Add(batch);
            await context.SaveChangesAsync(cancellation);
        }

        return batch;
    }

    private static async Task<bool> IsSettledAsync(CacheContext context, BatchRow batch, AnsweredFigures figures, CancellationToken cancellation)
    {
        var current = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(row => row.BatchKey == batch.Key && row.CompletedAt != null, cancellation);
        return current is not null
            && current.Jobs >= current.ExpectedJobs
            && figures.Status is not null
            && FinalStatus.Is(figures.Status)
            && !figures.DiffersFrom(current);
    }

    // Null: a sync is copying another state of the batch, and it alone decides to start over.
    private async Task<SnapshotRow?> FillingAsync(
        CacheContext context, BatchRow batch, AnsweredFigures figures, bool forSync, CancellationToken cancellation)
    {
        var filling = await FillingOf(context, batch.Key).SingleOrDefaultAsync(cancellation);
        if (filling is { SyncWanted: false } && !forSync && figures.DiffersFrom(filling))
        {
            context.Remove(filling);
            await context.SaveChangesAsync(cancellation);
            filling = null;
        }

        if (filling is { SyncWanted: true, Jobs: > 0 } && !forSync && figures.StatusDiffersFrom(filling))
        {
            return null;
        }

        filling ??= await BeginAsync(context, batch, wanted: false, cancellation);
        figures.WriteTo(filling);
        return filling;
    }

    private async Task<SnapshotRow> BeginAsync(CacheContext context, BatchRow batch, bool wanted, CancellationToken cancellation)
    {
        var snapshot = new SnapshotRow
        {
            BatchKey = batch.Key,
            BatchStatus = batch.Status,
            ExpectedJobs = batch.Total,
            StartedAt = Now(),
            SyncWanted = wanted,
        };
        context.Add(snapshot);
        await context.SaveChangesAsync(cancellation);
        return snapshot;
    }

    private async Task FillAsync(CacheContext context, SnapshotRow filling, ResultsBody page, bool isLast, CancellationToken cancellation)
    {
        var sent = page.Data.Value?.JobResults ?? default;
        var rows = sent.Value ?? [];
        var place = PagePlacement.Of(page.Data.Value, rows.Count);
        if (sent.HasValue)
        {
            filling.Jobs -= await JobWriter.DeleteAsync(context, filling.Key, place.First, place.First + place.Span, cancellation);
            await JobWriter.InsertAsync(context, filling.Key, place.First, rows, cancellation);
            filling.Jobs += rows.Count;
        }

        if (place.Announced is { } announced)
        {
            filling.Jobs -= await JobWriter.DeleteAsync(context, filling.Key, announced, long.MaxValue, cancellation);
        }

        filling.ExpectedJobs = place.Announced ?? Math.Max(filling.ExpectedJobs, place.First + rows.Count);
        filling.Header = StoredJson.Write(WithoutJobs(page));

        // A page without a readable list says nothing about the end, whatever its numbers are.
        if ((isLast && sent.HasValue) || filling.Jobs == place.Announced)
        {
            await CompleteAsync(context, filling, hasRows: sent.HasValue, cancellation);
        }

        await context.SaveChangesAsync(cancellation);
    }

    // The API may announce more jobs than it sends. Such a copy ends as one that lacks some; it never takes the place of one
    // that has more.
    private async Task CompleteAsync(CacheContext context, SnapshotRow filling, bool hasRows, CancellationToken cancellation)
    {
        var current = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(row => row.BatchKey == filling.BatchKey && row.CompletedAt != null, cancellation);
        if (current is not null && current.Jobs > filling.Jobs && (filling.Jobs < filling.ExpectedJobs || !hasRows))
        {
            context.Remove(filling);
            return;
        }

        await context.Snapshots
            .Where(row => row.BatchKey == filling.BatchKey && row.CompletedAt != null)
            .ExecuteDeleteAsync(cancellation);
        filling.CompletedAt = Now();
        filling.SyncWanted = false;
    }

    private static IQueryable<SnapshotRow> FillingOf(CacheContext context, int batch) =>
        context.Snapshots.Where(row => row.BatchKey == batch && row.CompletedAt == null);

    private static ResultsBody WithoutJobs(ResultsBody page) => page.Data is { HasValue: true, Value.JobResults.HasValue: true } data
        ? page with { Data = Field<ResultsData>.Of(data.Value with { JobResults = default }) }
        : page;
}
