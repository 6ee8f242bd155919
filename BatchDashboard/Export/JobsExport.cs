using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>Which jobs of which copy an export has.</summary>
/// <param name="Walk">In the order of the grid.</param>
/// <param name="Filter">The filter as a query string without its question mark; empty for all jobs.</param>
/// <param name="Operators">What was said and done about its failed jobs when the export began.</param>
public sealed record JobsExport(CachedBatch Batch, Snapshot Copy, JobWalk Walk, long Total, string Filter, OperatorColumns Operators)
{
    /// <summary>True when no job is left out.</summary>
    public bool IsWhole => Filter.Length == 0;
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
        var operators = new OperatorColumns(await triage.ReadAsync(batch.Id, cancellation), await lineage.FindAsync(batch.Id, cancellation));
        if (ticket is not null)
        {
            return scopes.Find(ticket) is { } scope && scope.BatchId == batch.Id
                ? new Answer<JobsExport>(await OfScopeAsync(batch, copy, scope, operators, cancellation))
                : new Answer<JobsExport>(null, NoScope);
        }

        if (query.IsPlain)
        {
            return new Answer<JobsExport>(new JobsExport(batch, copy, JobWalk.All, copy.Jobs, "", operators));
        }

        var marked = await marks.AddAsync(batch.Id, query, cancellation);
        var total = await store.CountJobsAsync(copy.Key, marked, cancellation);
        return new Answer<JobsExport>(new JobsExport(batch, copy, JobWalk.Of(marked), total, query.IsFiltered ? Words(query) : "", operators));
    }

    private async Task<JobsExport> OfScopeAsync(CachedBatch batch, Snapshot copy, JobScope scope, OperatorColumns operators, CancellationToken cancellation)
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

        return new JobsExport(batch, copy, JobWalk.Of(ordinals), ordinals.Count, "selection", operators);
    }

    // The order says nothing about which jobs there are.
    private static string Words(JobQuery query) =>
        (query with { Page = 1, PageSize = JobQuery.DefaultPageSize, Sort = JobSort.None, Descending = false }).ToQueryString().TrimStart('?');

    private static Problem NoScope { get; } = new(
        ProblemKind.NotFound,
        "The selection that was to be exported is not known any more.",
        "Go back to the batch, select the jobs again, and export them then.");
}
