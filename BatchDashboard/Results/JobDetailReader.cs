using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads one job of a copy with its neighbours among the failed ones.</summary>
public sealed class JobDetailReader(BatchStore store)
{
    private const int MaxSameError = 5;

    /// <summary>Null when the copy has no such job.</summary>
    public async Task<JobDetail?> ReadAsync(CachedBatch batch, string key, Freshness freshness, CancellationToken cancellation)
    {
        if (batch.Readable is not { } snapshot || await FindAsync(snapshot.Key, key, cancellation) is not { } job)
        {
            return null;
        }

        var header = await store.HeaderAsync(snapshot.Key, cancellation);
        var row = JobRowBuilder.Build(batch.Id, job);
        var failed = row.Outcome == JobOutcome.Failed;
        var (position, count) = failed ? await store.FailedPositionAsync(snapshot.Key, job.Ordinal, cancellation) : (0, 0);
        var (same, sameCount) = failed ? await SameErrorAsync(batch.Id, snapshot.Key, row, cancellation) : ([], 0);
        return new JobDetail
        {
            Row = row,
            BatchTitle = BatchTitle.Of(batch.Id, batch.Name),
            Collection = batch.Collection,
            SizeNote = Reconciliation.Size(job.Job.SentSizes()),
            Freshness = freshness,
            ErrorDetails = job.Job.ErrorDetails(),
            Resolution = failed ? Resolution(header, row.ErrorCode) : null,
            Raw = JobRowBuilder.Raw(job.Job),
            PreviousFailed = await NeighbourAsync(batch.Id, snapshot.Key, job.Ordinal, -1, cancellation),
            NextFailed = await NeighbourAsync(batch.Id, snapshot.Key, job.Ordinal, 1, cancellation),
            FailedPosition = position,
            FailedCount = count,
            SameError = same,
            SameErrorCount = sameCount,
            Neighbours = failed ? await new NeighbourReader(store).ReadAsync(batch.Id, snapshot.Key, row, cancellation) : null,
        };
    }

    private async Task<StoredJob?> FindAsync(long snapshot, string key, CancellationToken cancellation) =>
        JobRowBuilder.Ordinal(key) is { } ordinal
            ? await store.FindJobAsync(snapshot, ordinal, cancellation)
            : Identifier.IsValid(key) ? await store.FindJobAsync(snapshot, key, cancellation) : null;

    private async Task<JobLink?> NeighbourAsync(
        BatchId batch, long snapshot, long ordinal, int step, CancellationToken cancellation) =>
        await store.NeighbourFailedAsync(snapshot, ordinal, step, cancellation) is { } job ? Link(JobRowBuilder.Build(batch, job)) : null;

    private async Task<(IReadOnlyList<JobLink> Links, long Count)> SameErrorAsync(
        BatchId batch, long snapshot, JobRow row, CancellationToken cancellation)
    {
        var query = new JobQuery { Statuses = [row.Status!], ErrorCodes = [row.ErrorCode ?? ErrorTypes.Unknown] };
        var matches = await store.MatchAsync(snapshot, query, 0, MaxSameError + 1, cancellation);
        var links = new List<JobLink>();
        foreach (var job in matches.Jobs)
        {
            if (job.Ordinal != row.Number - 1 && links.Count < MaxSameError)
            {
                links.Add(Link(JobRowBuilder.Build(batch, job)));
            }
        }

        return (links, Math.Max(0, matches.Total - 1));
    }

    private static string? Resolution(ResultsBody? header, string? errorCode) => ErrorGroupBuilder.Summaries(header)
        .FirstOrDefault(summary => WordComparer.Instance.Equals(summary.ErrorType.Text, errorCode ?? ErrorTypes.Unknown))?.Resolution.Text;

    private static JobLink Link(JobRow row) => new(row.Key, row.FileName);
}
