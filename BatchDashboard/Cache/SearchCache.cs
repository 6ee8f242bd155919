using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>What the last searches found, for who pages, sorts and filters it: a bit for each job of the batch.</summary>
internal sealed class SearchCache
{
    private const int MostKept = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Snapshot, long Revision, string Text, MatchSet Matches)> _kept = new();

    public MatchSet Get(IndexView view, string text, CancellationToken cancellation)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if ((node.Value.Snapshot, node.Value.Revision) == (view.Snapshot, view.Revision) && node.Value.Text == text)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Matches;
                }
            }
        }

        var matches = TextSearch.All(view, text, cancellation);
        lock (_gate)
        {
            _kept.AddFirst((view.Snapshot, view.Revision, text, matches));
            if (_kept.Count > MostKept)
            {
                _kept.RemoveLast();
            }
        }

        return matches;
    }
}
