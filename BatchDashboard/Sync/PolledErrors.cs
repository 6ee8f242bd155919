using System.Collections.Concurrent;
using BatchDashboard.Wickson;

namespace BatchDashboard.Sync;

/// <summary>The error counts that polls brought: the database has them only once the jobs are copied.</summary>
public sealed class PolledErrors
{
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<BatchId, IReadOnlyDictionary<string, long>> _kept = new();

    /// <summary>Failed jobs by error type, of the last poll; null when this process has not polled the batch.</summary>
    public IReadOnlyDictionary<string, long>? Find(BatchId id) => _kept.GetValueOrDefault(id);

    public IReadOnlyDictionary<string, long> Keep(BatchId id, ResultsBody answer)
    {
        if (_kept.Count >= MostKept)
        {
            // What still runs is polled again, and of what ended whoever needs its counts can ask.
            _kept.Clear();
        }

        return _kept[id] = Read(answer);
    }

    /// <summary>Failed jobs by error type; empty when the answer tells of none.</summary>
    public static IReadOnlyDictionary<string, long> Read(ResultsBody answer)
    {
        var counts = new Dictionary<string, long>(WordComparer.Instance);
        foreach (var error in answer.Data.Value?.Statistics.Value?.ErrorSummary.Value ?? [])
        {
            if (error.Value is { ErrorType.Text: { Length: > 0 } type } one)
            {
                counts[type] = counts.GetValueOrDefault(type) + (one.Count is { HasValue: true, Value: > 0 } count ? count.Value : 0);
            }
        }

        return counts;
    }
}
