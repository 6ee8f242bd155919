using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using JobRow = BatchDashboard.Results.JobRow;

namespace BatchDashboard.Resolution.Kit;

/// <summary>Which failed files a kit is for.</summary>
/// <param name="Query">The grid's filters and order; of what they find only failed jobs are taken.</param>
/// <param name="Scope">A frozen selection; null for all that the query finds.</param>
public sealed record KitSelection(JobQuery Query, JobScope? Scope)
{
    /// <summary>The query as the cache is asked: only for failures. Null when its own filters rule every failure out.</summary>
    public JobQuery? FailedQuery => Query.Statuses.Count == 0 || Query.Statuses.Any(status => ApiWords.Outcome(status) == JobOutcome.Failed)
        ? Query with { Statuses = ["failed"], Page = 1 }
        : null;
}

/// <summary>Reads the failed jobs of one copy of a batch in steps, so that a million of them need no more memory than some thousand.</summary>
/// <param name="sent">Keys of jobs whose files were sent again and have not failed since: they are left out.</param>
internal sealed class KitReader(BatchStore store, QueryMarks marks, CachedBatch batch, KitSelection selection, IReadOnlySet<string> sent)
{
    private const int Step = 5_000;

    private readonly HashSet<string>? _keys = selection.Scope?.Keys.ToHashSet(StringComparer.Ordinal);

    // What a filter finds can change with every click of an operator; what is in the kit is the same in all of its files.
    private List<long>? _ordinals;

    public CachedBatch Batch => batch;

    public async IAsyncEnumerable<JobRow> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (_, jobs) in StepsAsync(cancellation))
        {
            foreach (var job in jobs)
            {
                yield return JobRowBuilder.Build(batch.Id, job);
            }
        }
    }

    /// <summary>The same with <c>error.details</c>.</summary>
    public async IAsyncEnumerable<(JobRow Row, JsonElement? Details)> ReadWithDetailsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (copy, jobs) in StepsAsync(cancellation))
        {
            var details = await store.DetailsAsync(copy, [.. jobs.Select(job => job.Ordinal)], cancellation);
            foreach (var job in jobs)
            {
                yield return (JobRowBuilder.Build(batch.Id, job), details.TryGetValue(job.Ordinal, out var known) ? known : null);
            }
        }
    }

    /// <summary>The API's own advice by error type.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResolutionsAsync(CancellationToken cancellation)
    {
        var header = batch.Readable is { } copy ? await store.HeaderAsync(copy.Key, cancellation) : null;
        return ErrorGroupBuilder.Build(header, null, batch.Failed, batch.Id)
            .Where(group => group.Resolution is not null)
            .ToDictionary(group => group.ErrorType, group => group.Resolution!, WordComparer.Instance);
    }

    private async IAsyncEnumerable<(long Copy, IReadOnlyList<StoredJob> Jobs)> StepsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (batch.Readable is not { } copy)
        {
            yield break;
        }

        foreach (var step in (_ordinals ??= await FindAsync(copy.Key, cancellation)).Chunk(Step))
        {
            yield return (copy.Key, await store.ListAtAsync(copy.Key, step, cancellation));
        }
    }

    private async Task<List<long>> FindAsync(long copy, CancellationToken cancellation)
    {
        // A selection is what was selected, whatever the grid has been filtered by since.
        var query = selection.Scope is null ? selection.FailedQuery : new JobQuery { Statuses = ["failed"] };
        var found = new List<long>();
        if (query is null)
        {
            return found;
        }

        var marked = await marks.AddAsync(batch.Id, query, cancellation);
        await foreach (var jobs in store.WalkAsync(copy, marked, Step, cancellation))
        {
            foreach (var job in jobs)
            {
                var row = JobRowBuilder.Build(batch.Id, job);
                if (row.Outcome == JobOutcome.Failed && _keys?.Contains(row.Key) != false && !sent.Contains(row.Key))
                {
                    found.Add(job.Ordinal);
                }
            }
        }

        return found;
    }
}
