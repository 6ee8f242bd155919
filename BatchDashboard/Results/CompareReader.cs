using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Compares two batches by their copies: no request to the API, in any mode.</summary>
/// <param name="demand">Tells what a copy would cost; there is none in cache mode.</param>
public sealed class CompareReader(
    BatchStore store, CopyReader copies, LineageStore lineage, LineageReader origins, CopyOnDemand? demand = null)
{
    private const int MostTurns = 5;

    public async Task<Answer<ComparePage>> ReadAsync(CompareQuery query, CancellationToken cancellation)
    {
        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var left = await SideAsync(query.Left, cancellation);
                var right = await SideAsync(query.Right, cancellation);
                if (left is { Id: { } one } && right is { Id: { } other, Problem: null } && one == other)
                {
                    right = right with { Problem = Same };
                }

                var page = new ComparePage { Query = query, Left = left, Right = right };
                if (left.Problem is not null || right.Problem is not null)
                {
                    return new Answer<ComparePage>(page);
                }

                page = page with { Resubmitted = await lineage.PairsAsync(left.Id!.Value, right.Id!.Value, cancellation) };

                // Null when a newer copy took the place of one of them meanwhile: then that one is compared.
                if (await FilesAsync(page, cancellation) is { } compared)
                {
                    return new Answer<ComparePage>(compared);
                }
            }

            return new Answer<ComparePage>(null, Moving);
        }
        catch (DatabaseException exception)
        {
            return new Answer<ComparePage>(null, ProblemWords.Of(exception));
        }
    }

    /// <summary>Files of the list that a page shows, from a place on.</summary>
    /// <exception cref="CopyGoneException">A newer copy took the place of one of the two.</exception>
    public async Task<IReadOnlyList<(ExportedJob? Left, ExportedJob? Right)>> FilesAsync(ComparePage page, long skip, int take, CancellationToken cancellation)
    {
        var found = await FindAsync(page, skip, take, cancellation) ?? throw new CopyGoneException();
        return [.. found.Files.Select(file => (Of(file.Left), Of(file.Right)))];

        static ExportedJob? Of(StoredJob? job) => job is null ? null : new ExportedJob(job);
    }

    private Task<ComparedFiles?> FindAsync(ComparePage page, long skip, int take, CancellationToken cancellation) => store.CompareAsync(
        page.Left.Copy, page.Right.Copy, page.Resubmitted, page.Query.List, page.Query.Search, skip, take, cancellation);

    private async Task<CompareSide> SideAsync(string text, CancellationToken cancellation)
    {
        if (text.Length == 0)
        {
            return new CompareSide(null, null, new Problem(ProblemKind.BadInput, "The batch is not chosen yet.", "Choose one below."));
        }

        if (!BatchId.TryParse(text, out var id))
        {
            return new CompareSide(null, null, new Problem(
                ProblemKind.NotFound, $"“{ProblemWords.Shorten(text, 60)}” cannot be a batch id.", "Choose another one."));
        }

        if (await store.FindAsync(id, cancellation) is not { } batch)
        {
            return new CompareSide(id, null, ProblemWords.UnknownHere(id));
        }

        var page = await copies.BatchAsync(batch, JobQuery.Default, FreshnessBuilder.OfCopy(batch, null), refreshCost: 0, cancellation);
        var view = page.Batch with { Origin = await origins.OriginAsync(id, cancellation) };
        return batch.Current is { } copy
            ? new CompareSide(id, view, null) { Copy = copy.Key }
            : new CompareSide(id, view with { CopyCost = demand?.CopyCost(batch) ?? 0 }, NotWhole(batch));
    }

    private async Task<ComparePage?> FilesAsync(ComparePage asked, CancellationToken cancellation)
    {
        var query = asked.Query;
        var found = await FindAsync(asked, (query.Page - 1L) * CompareQuery.PageSize, CompareQuery.PageSize, cancellation);
        if (found is null)
        {
            return null;
        }

        var (page, pages, _) = Paging.Clamp(query.Page, CompareQuery.PageSize, found.Total);
        if (page != query.Page)
        {
            return await FilesAsync(asked with { Query = query with { Page = page } }, cancellation);
        }

        var first = (page - 1L) * CompareQuery.PageSize;
        List<ComparedRow> rows = [.. found.Files.Select(file => new ComparedRow(Row(asked.Left.Id!.Value, file.Left), Row(asked.Right.Id!.Value, file.Right)))];
        return asked with
        {
            Files = new ComparedList(found.Counts, rows, found.Total, rows.Count == 0 ? 0 : first + 1, rows.Count == 0 ? 0 : first + rows.Count, pages),
        };
    }

    private static JobRow? Row(BatchId batch, StoredJob? job) => job is null ? null : JobRowBuilder.Build(batch, job);

    private static Problem NotWhole(CachedBatch batch) => new(
        ProblemKind.NotCopiedYet,
        batch.Filling is { Jobs: > 0 } part
            ? $"Only {new Portion(part.Jobs, Math.Max(part.ExpectedJobs, batch.Total))} jobs of this batch are downloaded here."
            : "The jobs of this batch are not downloaded here yet.",
        "Files can be compared when all of them are here.");

    private static Problem Moving { get; } = new(
        ProblemKind.StorageFailed, "The copies of these batches are being replaced, or are not ready to be compared.", "Try again in a moment, or read the batches anew.");

    private static Problem Same { get; } = new(
        ProblemKind.BadInput, "This is the same batch as on the left.", "Choose another one: a batch has no difference from itself.");
}
