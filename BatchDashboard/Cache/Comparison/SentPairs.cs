using BatchDashboard.Cache.Index;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache.Comparison;

/// <summary>Which jobs of two copies are the same file because the one was sent again as the other, whatever its name.</summary>
internal static class SentPairs
{
    /// <summary>Places on the left and on the right.</summary>
    public static List<(long Left, long Right)> Find(IndexView left, IndexView right, CancellationToken cancellation)
    {
        if (JobMarks.BatchOf(left.Reader, left.Snapshot) is not { } one || JobMarks.BatchOf(right.Reader, right.Snapshot) is not { } other)
        {
            return [];
        }

        return [.. Sent(left, one, right, other, cancellation), .. Sent(right, other, left, one, cancellation).Select(pair => (pair.Became, pair.Job))];
    }

    private static IEnumerable<(long Job, long Became)> Sent(IndexView from, BatchId id, IndexView to, BatchId other, CancellationToken cancellation)
    {
        var sent = LineageBuilder.Became(from.Reader, id, other);
        var (jobs, became) = (Places(from, sent.Select(pair => pair.Job), cancellation), Places(to, sent.Select(pair => pair.Became), cancellation));
        foreach (var pair in sent)
        {
            if (jobs.TryGetValue(pair.Job, out var job) && became.TryGetValue(pair.Became, out var place))
            {
                yield return (job, place);
            }
        }
    }

    // Of jobs that share an id the first: it is the one that the id means.
    private static Dictionary<string, long> Places(IndexView view, IEnumerable<string> keys, CancellationToken cancellation)
    {
        var places = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, place) in ValueFinder.Keyed(view, keys.ToHashSet(StringComparer.Ordinal), cancellation))
        {
            places.TryAdd(key, place);
        }

        return places;
    }
}
