using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

public sealed partial class BatchStore
{
    /// <summary>
    /// Stores one page as it came, in one transaction: the batch's figures, and the jobs into the filling snapshot, by
    /// ordinal (first job of the page = (granted page - 1) × granted page size), replacing what stood there. A filling
    /// snapshot that speaks of another state of the batch (status or counts differ) is dropped and a new one begun,
    /// unless a sync owns it (<paramref name="forSync"/>). When every ordinal from 0 to the announced total is there, or
    /// <paramref name="isLast"/> says that no page is left, the index is made, the snapshot becomes the current one, and the
    /// older one is removed. One that ends with fewer jobs than were announced is given up when the older one has
    /// more.
    /// </summary>
    /// <remarks>
    /// A page of a batch in a final state whose whole copy says the same is no news: only the time of the answer is
    /// noted, unless a sync asked for it. The id that was asked for wins over the one in the body.
    /// </remarks>
    public Task<CachedBatch> WritePageAsync(BatchId id, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation) =>
        WriteAsync(id, [page], forSync, isLast, cancellation);

    /// <summary>Stores the pages of a sync, in their order and in one transaction, as <see cref="WritePageAsync"/> does one.</summary>
    /// <param name="reachesEnd">No page is left after the last of these.</param>
    public Task<CachedBatch> WritePagesAsync(BatchId id, IReadOnlyList<ResultsBody> pages, bool reachesEnd, CancellationToken cancellation) =>
        WriteAsync(id, pages, forSync: true, reachesEnd, cancellation);

    private async Task<CachedBatch> WriteAsync(
        BatchId id, IReadOnlyList<ResultsBody> pages, bool forSync, bool reachesEnd, CancellationToken cancellation)
    {
        var ended = await _database.WriteAsync(
            async (context, token) =>
            {
                SnapshotRow? all = null;
                for (var i = 0; i < pages.Count; i++)
                {
                    all = await StoreAsync(context, id, pages[i], forSync, isLast: reachesEnd && i == pages.Count - 1, token) ?? all;
                }

                return all?.Key;
            },
            cancellation);
        if (ended is { } snapshot)
        {
            await FinishAsync(snapshot, cancellation);
        }

        await SweepAsync(cancellation);
        return (await FindAsync(id, cancellation))!;
    }

    // The snapshot that has all its rows now; null while some are missing.
    private async Task<SnapshotRow?> StoreAsync(
        DashboardContext context, BatchId id, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation)
    {
        var data = page.Data.Value;
        var figures = AnsweredFigures.Of(data);
        var batch = await KnownAsync(context, id, cancellation);
        batch.FetchedAt = Now();
        figures.WriteTo(batch, data);
        batch.Derive(await TitleAsync(context, batch, cancellation));
        context.Announce(id.Value);
        await context.SaveChangesAsync(cancellation);
        var filled = (forSync || !await IsSettledAsync(context, batch, figures, cancellation))
            && await FillingAsync(context, batch, figures, forSync, cancellation) is { } filling
            ? await FillAsync(context, filling, page, forSync, isLast, cancellation)
            : null;
        await BatchErrors.WriteAsync(context, batch, page, cancellation);
        return filled;
    }

    private async Task<BatchRow> KnownAsync(DashboardContext context, BatchId id, CancellationToken cancellation)
    {
        var batch = await context.Batches.SingleOrDefaultAsync(row => row.BatchId == id.Value, cancellation);
        if (batch is null)
        {
            batch = new BatchRow { BatchId = id.Value, FirstSeenAt = Now() };
            batch.Derive(id.Value);
            context.Add(batch);
            await context.SaveChangesAsync(cancellation);
        }

        return batch;
    }

    /// <summary>What a batch is called (<see cref="BatchTitle"/>); one without a name that was sent from here by what it corrects.</summary>
    private async Task<string> TitleAsync(DashboardContext context, BatchRow batch, CancellationToken cancellation)
    {
        var id = BatchId.Parse(batch.BatchId);
        if (!string.IsNullOrWhiteSpace(batch.Name) || await _origins.FindAsync(context, batch.BatchId, cancellation) is not { } origin)
        {
            return BatchTitle.Of(id, batch.Name);
        }

        var name = await context.Batches.Where(row => row.BatchId == origin.First).Select(row => row.Name).SingleOrDefaultAsync(cancellation);
        return BatchTitle.OfCorrected(BatchTitle.Of(BatchId.Parse(origin.First), name), origin.Batches);
    }

    private static async Task<bool> IsSettledAsync(DashboardContext context, BatchRow batch, AnsweredFigures figures, CancellationToken cancellation)
    {
        var current = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(row => row.BatchKey == batch.Key && row.CompletedAt != null, cancellation);
        return current is not null
            && current.Jobs >= current.ExpectedJobs
            && figures.IsFinal
            && !figures.DiffersFrom(current);
    }

    // Null: a sync is copying another state of the batch, and it alone decides to start over.
    private async Task<SnapshotRow?> FillingAsync(
        DashboardContext context, BatchRow batch, AnsweredFigures figures, bool forSync, CancellationToken cancellation)
    {
        var filling = await FillingOf(context, batch.Key).SingleOrDefaultAsync(cancellation);
        if (filling is { SyncWanted: false } && !forSync && figures.DiffersFrom(filling))
        {
            await DropAsync(context, FillingOf(context, batch.Key), cancellation);
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

    private async Task<SnapshotRow> BeginAsync(DashboardContext context, BatchRow batch, bool wanted, CancellationToken cancellation)
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

    // The snapshot when all its rows are there.
    private static async Task<SnapshotRow?> FillAsync(
        DashboardContext context, SnapshotRow filling, ResultsBody page, bool forSync, bool isLast, CancellationToken cancellation)
    {
        var sent = page.Data.Value?.JobResults ?? default;
        var rows = sent.Value ?? [];
        var place = PagePlacement.Of(page.Data.Value, rows.Count);

        // What somebody looks at while a sync copies the same state brings nothing new once it is here.
        var isHere = !forSync && filling.SyncWanted && filling.Jobs > 0
            && await JobTable.Of(context, filling.Key, place.First, place.First + place.Span).CountAsync(cancellation) >= Math.Max(1, rows.Count);
        if (sent.HasValue && !isHere)
        {
            await WriteAsync(context, filling, place, rows, cancellation);
        }

        if (place.Announced is { } announced && filling.ExpectedJobs > announced)
        {
            await CutAsync(context, filling, announced, cancellation);
        }

        var expected = place.Announced ?? Math.Max(filling.ExpectedJobs, place.First + rows.Count);
        filling.FirstExpected ??= filling.Header is not null && expected != filling.ExpectedJobs ? filling.ExpectedJobs : null;
        filling.ExpectedJobs = expected;
        filling.Header = StoredJson.Write(WithoutJobs(page));
        await context.SaveChangesAsync(cancellation);

        // A page without a readable list says nothing about the end, whatever its numbers are. Who sees a page that is here
        // already ends nothing: the sync whose last page it was does.
        if (isHere || !((isLast && sent.HasValue) || filling.Jobs == place.Announced))
        {
            return null;
        }

        if (await IsWorseAsync(context, filling, sent.HasValue, cancellation))
        {
            await DropAsync(context, FillingOf(context, filling.BatchKey), cancellation);
            return null;
        }

        return filling;
    }

    private static async Task WriteAsync(
        DashboardContext context, SnapshotRow filling, PagePlacement place, List<Job> jobs, CancellationToken cancellation)
    {
        var writer = await JobWriter.OpenAsync(context, filling.Key, cancellation);
        filling.Jobs -= await writer.DeleteAsync(place.First, place.First + place.Span, cancellation);
        await writer.InsertAsync(place.First, jobs, cancellation);
        filling.Jobs += jobs.Count;
        filling.Revision++;
    }

    private static async Task CutAsync(DashboardContext context, SnapshotRow filling, long end, CancellationToken cancellation)
    {
        var gone = await (await JobWriter.OpenAsync(context, filling.Key, cancellation)).DeleteAsync(end, long.MaxValue, cancellation);
        if (gone > 0)
        {
            filling.Jobs -= gone;
            filling.Revision++;
        }
    }

    // The API may announce more jobs than it sends. Such a copy ends as one that lacks some; it never takes the place of one
    // that has more.
    private static async Task<bool> IsWorseAsync(DashboardContext context, SnapshotRow filling, bool hasRows, CancellationToken cancellation)
    {
        var current = await context.Snapshots.AsNoTracking()
            .SingleOrDefaultAsync(row => row.BatchKey == filling.BatchKey && row.CompletedAt != null, cancellation);
        return current is not null && current.Jobs > filling.Jobs && (filling.Jobs < filling.ExpectedJobs || !hasRows);
    }

    private static IQueryable<SnapshotRow> FillingOf(DashboardContext context, int batch) =>
        context.Snapshots.Where(row => row.BatchKey == batch && row.CompletedAt == null);

    private static ResultsBody WithoutJobs(ResultsBody page) => page.Data is { HasValue: true, Value.JobResults.HasValue: true } data
        ? page with { Data = Field<ResultsData>.Of(data.Value with { JobResults = default }) }
        : page;
}
