using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache.Failures;

/// <summary>Keeps the failures of the copies that were asked for last.</summary>
internal sealed class FailureTables
{
    private const int MostKept = 8;
    private const long MostFailures = 2_000_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Snapshot, FailureTable Table)> _kept = new();

    public FailureTable Get(IndexView view, bool withDetails, CancellationToken cancellation)
    {
        var table = Find(view) ?? Keep(view.Snapshot, FailureTable.Read(view, cancellation));
        if (withDetails)
        {
            lock (table)
            {
                table.ReadDetails(view.Reader, cancellation);
            }
        }

        return table;
    }

    private FailureTable? Find(IndexView view)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Snapshot == view.Snapshot && node.Value.Table.Revision == view.Revision)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Table;
                }
            }

            return null;
        }
    }

    private FailureTable Keep(long snapshot, FailureTable table)
    {
        lock (_gate)
        {
            var older = _kept.Where(one => one.Snapshot == snapshot).ToList();
            older.ForEach(one => _kept.Remove(one));
            _kept.AddFirst((snapshot, table));
            while (_kept.Count > 1 && (_kept.Count > MostKept || _kept.Sum(one => (long)one.Table.Count) > MostFailures))
            {
                _kept.RemoveLast();
            }

            return table;
        }
    }
}
