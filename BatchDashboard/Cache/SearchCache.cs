using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>What the last searches found, for who pages, sorts and filters it: a bit for each job of the batch.</summary>
internal sealed class SearchCache
{
    private const int MostKept = 12;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Snapshot, long Revision, string Question, MatchSet Matches)> _kept = new();

    /// <param name="question">What is looked for, in words that stand for nothing else.</param>
    public MatchSet Get(IndexView view, string question, Func<MatchSet> look)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if ((node.Value.Snapshot, node.Value.Revision) == (view.Snapshot, view.Revision) && node.Value.Question == question)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Matches;
                }
            }
        }

        var matches = look();
        lock (_gate)
        {
            _kept.AddFirst((view.Snapshot, view.Revision, question, matches));
            if (_kept.Count > MostKept)
            {
                _kept.RemoveLast();
            }
        }

        return matches;
    }
}
