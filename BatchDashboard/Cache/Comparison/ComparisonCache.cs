using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache.Comparison;

/// <summary>
/// The last comparisons, for who pages through their lists. A copy never changes, so they are right for as long as both are
/// there and nothing more was sent again.
/// </summary>
internal sealed class ComparisonCache
{
    private const int MostKept = 8;
    private const long MostFiles = 4_000_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Left, long Right, LineageStamp Sent, CopyComparison Comparison)> _kept = new();

    // Made under the lock: two at a time would take twice the memory, and are the same one as a rule.
    public CopyComparison Get(IndexView left, IndexView right, CancellationToken cancellation)
    {
        var sent = LineageStamp.Read(left.Reader);
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if ((node.Value.Left, node.Value.Right, node.Value.Sent) == (left.Snapshot, right.Snapshot, sent))
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Comparison;
                }
            }

            cancellation.ThrowIfCancellationRequested();
            var comparison = CopyComparison.Of(left, right, sent.HasSent ? SentPairs.Find(left, right, cancellation) : [], cancellation);
            _kept.AddFirst((left.Snapshot, right.Snapshot, sent, comparison));
            while (_kept.Count > 1 && (_kept.Count > MostKept || _kept.Sum(kept => kept.Comparison.Size) > MostFiles))
            {
                _kept.RemoveLast();
            }

            return comparison;
        }
    }
}
