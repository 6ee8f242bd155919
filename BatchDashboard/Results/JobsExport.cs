using System.Runtime.CompilerServices;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Some jobs of a batch whose jobs are all downloaded, to be read one after the other.</summary>
/// <param name="walk">In the order of the grid.</param>
public sealed class JobsExport(BatchStore store, Snapshot copy, JobWalk walk)
{
    public required long Total { get; init; }

    /// <summary>The filter as a query string without its question mark; empty for all jobs.</summary>
    public required string Filter { get; init; }

    /// <summary>What was said of its failed jobs when the export began.</summary>
    public required TriageStates Triage { get; init; }

    /// <summary>What was done about them.</summary>
    public required BatchLineage Lineage { get; init; }

    /// <summary>True when no job is left out.</summary>
    public bool IsWhole => Filter.Length == 0;

    public long JobsInBatch => copy.Jobs;

    /// <summary>Jobs that the API announced, of an export that leaves none out: it may have sent fewer.</summary>
    public long Announced => IsWhole ? Math.Max(copy.ExpectedJobs, Total) : Total;

    /// <summary>What the API says of the whole batch.</summary>
    /// <exception cref="CopyGoneException">A newer copy took the place of the one that is read.</exception>
    public async Task<ResultsBody> HeaderAsync(CancellationToken cancellation) =>
        await store.HeaderAsync(copy.Key, cancellation) ?? throw new CopyGoneException();

    /// <summary>The jobs, block by block, whole.</summary>
    /// <param name="inApiOrder">All jobs in the API's own order; of an export that leaves none out.</param>
    /// <exception cref="CopyGoneException">A newer copy took the place of the one that is read.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ExportedJob>> ReadAsync(bool inApiOrder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in store.StreamAsync(copy.Key, inApiOrder ? JobWalk.All : walk, cancellation))
        {
            yield return [.. block.Select(job => new ExportedJob(job))];
        }
    }

    /// <summary>How many jobs of the batch created a media item of some types.</summary>
    public async Task<long> CountMediaAsync(Func<string?, bool> isWanted, CancellationToken cancellation) =>
        (await store.CreatedMediaAsync(copy.Key, cancellation)).Where(type => isWanted(type.MediaType)).Sum(type => type.Jobs);
}

/// <summary>A job and its place.</summary>
public sealed class ExportedJob(StoredJob stored)
{
    public Job Job => stored.Job;

    /// <summary>1-based place in the API's order.</summary>
    public long Number => stored.Ordinal + 1;

    /// <summary>As <see cref="JobRow.Key"/>.</summary>
    public string Key => JobRowBuilder.Key(Job.JobId, Number, !stored.IsRepeat);

    /// <summary>The job failed, or has an error code.</summary>
    public bool IsError => stored.IsError;
}

/// <summary>Finds what an export is asked for.</summary>
public sealed class JobsExports(BatchStore store, TriageStore triage, LineageStore lineage, QueryMarks marks, JobScopes scopes)
{
    /// <summary>Only what is copied wholly can be exported: of anything else a file would lack jobs without saying so.</summary>
    /// <param name="query">Its page is ignored; what it finds nothing of is an empty file.</param>
    /// <param name="ticket">Of a selection of <see cref="JobScopes"/>, which is exported instead.</param>
    public async Task<Answer<JobsExport>> FindAsync(BatchId id, JobQuery query, string? ticket, CancellationToken cancellation)
    {
        try
        {
            return await store.FindAsync(id, cancellation) switch
            {
                null => new Answer<JobsExport>(null, ProblemWords.NeverOpened(id)),
                { Current: { } copy } batch => await ReadAsync(batch, copy, query, ticket, cancellation),
                var batch => new Answer<JobsExport>(null, ProblemWords.NotWhole(batch)),
            };
        }
        catch (DatabaseException exception)
        {
            return new Answer<JobsExport>(null, ProblemWords.Of(exception));
        }
    }

    private async Task<Answer<JobsExport>> ReadAsync(CachedBatch batch, Snapshot copy, JobQuery query, string? ticket, CancellationToken cancellation)
    {
        var (states, fixes) = (await triage.ReadAsync(batch.Id, cancellation), await lineage.FindAsync(batch.Id, cancellation));
        Answer<JobsExport> Of(JobWalk walk, long total, string filter) =>
            new(new JobsExport(store, copy, walk) { Total = total, Filter = filter, Triage = states, Lineage = fixes });

        if (ticket is not null)
        {
            if (scopes.Find(ticket) is not { } scope || scope.BatchId != batch.Id)
            {
                return new Answer<JobsExport>(null, NoScope);
            }

            var ordinals = await OrdinalsAsync(copy, scope, cancellation);
            return Of(JobWalk.Of(ordinals), ordinals.Count, "selection");
        }

        if (query.IsPlain)
        {
            return Of(JobWalk.All, copy.Jobs, "");
        }

        var marked = await marks.AddAsync(batch.Id, query, cancellation);
        return Of(JobWalk.Of(marked), await store.CountJobsAsync(copy.Key, marked, cancellation), query.IsFiltered ? Words(query) : "");
    }

    private async Task<List<long>> OrdinalsAsync(Snapshot copy, JobScope scope, CancellationToken cancellation)
    {
        var ids = scope.Keys.Where(key => JobRowBuilder.Ordinal(key) is null).ToHashSet(StringComparer.Ordinal);
        var found = ids.Count == 0 ? null : await store.FindOrdinalsAsync(copy.Key, ids, cancellation);
        var ordinals = new List<long>(scope.Keys.Count);
        foreach (var key in scope.Keys)
        {
            if (JobRowBuilder.Ordinal(key) is { } ordinal || (found is not null && found.TryGetValue(key, out ordinal)))
            {
                ordinals.Add(ordinal);
            }
        }

        return ordinals;
    }

    // The order says nothing about which jobs there are.
    private static string Words(JobQuery query) =>
        (query with { Page = 1, PageSize = JobQuery.DefaultPageSize, Sort = JobSort.None, Descending = false }).ToQueryString().TrimStart('?');

    private static Problem NoScope { get; } = new(
        ProblemKind.NotFound,
        "The selection that was to be exported is not known any more.",
        "Go back to the batch, select the jobs again, and export them then.");
}
