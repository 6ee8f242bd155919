using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads which jobs match a query now, so that what is done to them is done to these and no others.</summary>
public sealed class MatchingKeys(BatchStore store, CopyReader copies, QueryMarks marks)
{
    public const int Most = 1_000_000;

    private const int ChunkSize = 20_000;

    /// <summary>The keys in the order of the grid, or why they cannot be told.</summary>
    /// <param name="progress">Hears how many were read so far.</param>
    public Task<Answer<JobScope>> ReadAsync(BatchId id, JobQuery query, Func<long, Task> progress, CancellationToken cancellation) =>
        Stored.AnswerAsync(async () => await copies.FindAsync(id, cancellation) is { } batch
            ? await copies.WholeAsync(batch, one => ReadAsync(one, query, progress, cancellation), cancellation)
            : new Answer<JobScope>(null, ProblemWords.UnknownHere(id)));

    private async Task<Answer<JobScope>> ReadAsync(CachedBatch batch, JobQuery query, Func<long, Task> progress, CancellationToken cancellation)
    {
        if (batch.Readable is not { IsComplete: true } copy)
        {
            return new Answer<JobScope>(null, new Problem(
                ProblemKind.NotCopiedYet,
                "Not all jobs of this batch are copied yet, so it is not known which of them match.",
                "Fetch all jobs first, then select them."));
        }

        var marked = await marks.AddAsync(batch.Id, query, cancellation);
        if (await store.CountJobsAsync(copy.Key, marked, cancellation) is > Most and var all)
        {
            return new Answer<JobScope>(null, new Problem(
                ProblemKind.BadInput,
                FormattableString.Invariant($"{all:N0} files match, and at most {Most:N0} are selected at once."),
                "Filter further."));
        }

        var keys = new List<string>();
        await foreach (var jobs in store.WalkAsync(copy.Key, marked, ChunkSize, cancellation))
        {
            keys.AddRange(jobs.Select(job => JobRowBuilder.Build(batch.Id, job).Key));
            await progress(keys.Count);
        }

        return new Answer<JobScope>(new JobScope(batch.Id, keys));
    }
}
