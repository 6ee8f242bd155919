using System.Collections.Concurrent;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>
/// Orders of copies that still fill, and those of whole copies that the index does not keep. Sorting anew after every page would
/// slow a copy down, so its order is used for ten times as long as it took to make; jobs that came since are in the next one.
/// </summary>
internal sealed class FillingOrders(TimeProvider time, Func<string> directory)
{
    private const int Rest = 10;
    private const int MostKept = 4;

    private readonly ConcurrentDictionary<(long Snapshot, JobOrder Order), Made> _kept = new();

    public OrderList Get(IndexView view, JobOrder order, CancellationToken cancellation)
    {
        var key = (view.Snapshot, order);
        if (_kept.TryGetValue(key, out var kept)
            && (kept.Revision == view.Revision || (!view.IsComplete && time.GetElapsedTime(kept.At) < kept.Took * Rest)))
        {
            return kept.List;
        }

        var start = time.GetTimestamp();
        var list = SnapshotIndexer.Order(view.Reader, view.Snapshot, order, directory(), cancellation);
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        _kept[key] = new Made(list, view.Revision, time.GetTimestamp(), time.GetElapsedTime(start));
        return list;
    }

    /// <summary>The copy is whole or gone: what was sorted while it filled is out of date.</summary>
    public void Forget(long snapshot)
    {
        foreach (var key in _kept.Keys.Where(key => key.Snapshot == snapshot))
        {
            _kept.TryRemove(key, out _);
        }
    }

    private sealed record Made(OrderList List, long Revision, long At, TimeSpan Took);
}
