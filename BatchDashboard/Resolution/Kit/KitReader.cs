using BatchDashboard.Cache;
using BatchDashboard.Results;
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
internal sealed class KitReader(BatchStore store, CachedBatch batch, KitSelection selection)
{
    private const int Step = 5_000;

    private readonly HashSet<string>? _keys = selection.Scope?.Keys.ToHashSet(StringComparer.Ordinal);

    public CachedBatch Batch => batch;

    public async IAsyncEnumerable<JobRow> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // A selection is what was selected, whatever the grid has been filtered by since.
        var query = selection.Scope is null ? selection.FailedQuery : new JobQuery { Statuses = ["failed"] };
        if (query is null || batch.Readable is not { } copy)
        {
            yield break;
        }

        var filter = FilterChoices.ToFilter(query);
        for (var skip = 0L; ; skip += Step)
        {
            var matches = await store.MatchAsync(copy.Key, filter, skip, Step, cancellation);
            foreach (var job in matches.Jobs)
            {
                var row = JobRowBuilder.Build(batch.Id, job);
                if (row.Outcome == JobOutcome.Failed && _keys?.Contains(row.Key) != false)
                {
                    yield return row;
                }
            }

            if (matches.Jobs.Count < Step)
            {
                yield break;
            }
        }
    }
}
