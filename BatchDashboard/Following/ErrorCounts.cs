using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>How many files of a batch failed with which code, from whatever is known: its copy, its polls, one question to the API.</summary>
public sealed class ErrorCounts(
    BatchStore store, PolledErrors polled, WicksonClient client, FollowingMode mode, TimeProvider time, ILogger<ErrorCounts> logger)
{
    public static readonly IReadOnlyDictionary<string, long> None = new Dictionary<string, long>(WordComparer.Instance);

    // Older ones were over before anybody asked for them.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);
    private const int MostTries = 5;
    private readonly Dictionary<BatchId, int> _tries = [];

    public async Task<IReadOnlyDictionary<string, long>> OfAsync(CachedBatch batch, CancellationToken cancellation)
    {
        if (batch.Failed == 0)
        {
            return None;
        }

        var counts = new Dictionary<string, long>(WordComparer.Instance);
        Add(counts, polled.Find(batch.Id));
        if (batch.Readable is { } snapshot)
        {
            Add(counts, await store.HeaderAsync(snapshot.Key, cancellation) is { } header ? PolledErrors.Read(header) : null);
            foreach (var (code, count) in await store.ErrorCountsAsync(snapshot.Key, cancellation))
            {
                Add(counts, code, count);
            }
        }

        if (counts.Values.Sum() < batch.Failed && IsWorthAsking(batch))
        {
            Add(counts, await AskAsync(batch.Id, cancellation));
        }

        return counts;
    }

    // Its last poll may have been another process's, or this one's before a restart. Until one answers, for nothing will change any more.
    private bool IsWorthAsking(CachedBatch batch) =>
        mode.SendsMessages
        && batch.IsFinal
        && batch.Current is null
        && polled.Find(batch.Id) is null
        && (batch.CompletedAt ?? batch.FetchedAt) > time.GetUtcNow() - Recent
        && _tries.GetValueOrDefault(batch.Id) < MostTries;

    private async Task<IReadOnlyDictionary<string, long>?> AskAsync(BatchId id, CancellationToken cancellation)
    {
        try
        {
            _tries[id] = _tries.GetValueOrDefault(id) + 1;
            return polled.Keep(id, await client.PollResultsAsync(id, cancellation));
        }
        catch (WicksonException failure)
        {
            logger.LogDebug(failure, "The errors of batch {BatchId} are not known: {Reason}", id.Value, failure.Message);
            return null;
        }
    }

    private static void Add(Dictionary<string, long> counts, IReadOnlyDictionary<string, long>? others)
    {
        foreach (var (code, count) in others ?? None)
        {
            Add(counts, code, count);
        }
    }

    // The same failures told by several: the highest count is the newest.
    private static void Add(Dictionary<string, long> counts, string? code, long count)
    {
        if (code is not null)
        {
            counts[code] = Math.Max(counts.GetValueOrDefault(code), count);
        }
    }
}
