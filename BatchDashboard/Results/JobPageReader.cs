using BatchDashboard.Cache;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Answers a query from a copy.</summary>
public sealed class JobPageReader(BatchStore store)
{
    public async Task<JobPage> ReadAsync(
        CachedBatch batch, JobQuery query, CopyFacts? facts, ResultsBody? header, CancellationToken cancellation)
    {
        var (corrected, notices) = FilterChoices.Correct(query, facts, header);
        var options = FilterChoices.Options(facts, header);
        if (batch.Readable is not { } snapshot)
        {
            return Empty(corrected with { Page = 1 }, options);
        }

        var filter = FilterChoices.ToFilter(corrected);
        var byOrdinal = corrected.IsPlain && (!snapshot.IsComplete || snapshot.Jobs == snapshot.ExpectedJobs);
        var total = !corrected.IsPlain ? await store.CountJobsAsync(snapshot.Key, filter, cancellation)
            : snapshot.IsComplete ? snapshot.Jobs
            : Math.Max(snapshot.ExpectedJobs, snapshot.Jobs);
        var (page, pages, beyond) = Paging.Clamp(corrected.Page, corrected.PageSize, total);
        corrected = corrected with { Page = page };
        var skip = (page - 1L) * corrected.PageSize;
        var jobs = byOrdinal
            ? await store.RangeAsync(snapshot.Key, skip, corrected.PageSize, cancellation)
            : await store.FindJobsAsync(snapshot.Key, filter, skip, corrected.PageSize, cancellation);
        return new JobPage
        {
            Query = corrected,
            Rows = await RowsAsync(batch.Id, snapshot.Key, jobs, facts, cancellation),
            Total = total,
            First = jobs.Count == 0 ? 0 : byOrdinal ? jobs[0].Ordinal + 1 : skip + 1,
            Last = jobs.Count == 0 ? 0 : byOrdinal ? jobs[^1].Ordinal + 1 : skip + jobs.Count,
            PageCount = pages,
            Notices = beyond is null ? notices : [.. notices, beyond],
            Options = options,
            IsPartial = !snapshot.IsComplete,
        };
    }

    /// <summary>The key of a job as lists and links name it.</summary>
    public async Task<JobRow> RowAsync(BatchId batch, long snapshot, CachedJob job, CopyFacts? facts, CancellationToken cancellation) =>
        JobRowBuilder.Build(batch, job, await IsUniqueAsync(snapshot, job, facts, cancellation));

    private async Task<IReadOnlyList<JobRow>> RowsAsync(
        BatchId batch, long snapshot, IReadOnlyList<CachedJob> jobs, CopyFacts? facts, CancellationToken cancellation)
    {
        var rows = new List<JobRow>(jobs.Count);
        foreach (var job in jobs)
        {
            rows.Add(await RowAsync(batch, snapshot, job, facts, cancellation));
        }

        return rows;
    }

    // The first job with an id may be called by it; the others are told apart by their place. Asked only when ids repeat.
    private async Task<bool> IsUniqueAsync(long snapshot, CachedJob job, CopyFacts? facts, CancellationToken cancellation) =>
        facts is null
        || facts.Jobs.DistinctJobIds >= facts.Jobs.Jobs
        || job.Result.Value?.JobId.Value is not { Length: > 0 } id
        || (await store.FindJobAsync(snapshot, id, cancellation))?.Ordinal == job.Ordinal;

    private static JobPage Empty(JobQuery query, FilterOptions options) => new()
    {
        Query = query,
        Rows = [],
        Total = 0,
        First = 0,
        Last = 0,
        PageCount = 1,
        Options = options,
        IsPartial = true,
    };
}
