using BatchDashboard.Wickson;

namespace BatchDashboard.Data.Columns;

/// <summary>Finds the jobs of one page of a filter, in its order, without looking at rows.</summary>
/// <param name="groups">The number of each job's group.</param>
/// <param name="fits">1 at the numbers of the groups that the filter wants.</param>
/// <param name="matches">Null without a search.</param>
internal sealed class PageFinder(int[] groups, byte[] fits, MatchSet? matches, long skip, int take)
{
    private readonly List<int> _found = [];
    private long _skip = Math.Max(0, skip);

    private bool IsDone => _found.Count >= take;

    /// <summary>In the API's own order, or its reverse.</summary>
    public IReadOnlyList<int> InOrder(bool descending)
    {
        Scan(fits, descending);
        return _found;
    }

    /// <summary>Those with a value in the order or its reverse, then those without one in the order.</summary>
    public IReadOnlyList<int> By(JobSequence order, bool descending)
    {
        for (var i = 0; i < order.Jobs.Length && !IsDone; i++)
        {
            Take(order.Jobs[descending && i < order.Valued ? order.Valued - 1 - i : i], fits);
        }

        return _found;
    }

    /// <summary>By a word that groups have: all jobs of the first word, then of the next. Those without it last.</summary>
    public IReadOnlyList<int> ByWord(JobGroups all, Func<JobGroup, string?> word, bool descending)
    {
        var comparer = Comparer<string>.Create((one, other) => (descending ? -1 : 1) * StoredText.Compare(one, other));
        var byWord = all.All.Where(group => fits[group.Number] == 1).ToLookup(group => word(group) is { } text ? WordComparer.Fold(text) : null, StringComparer.Ordinal);
        foreach (var one in byWord.Select(some => some.Key).OfType<string>().Order(comparer).Append(null))
        {
            var count = byWord[one].Sum(group => matches is null ? group.Jobs : matches.ByGroup[group.Number]);
            if (_skip >= count)
            {
                _skip -= count;
                continue;
            }

            var some = new byte[fits.Length];
            foreach (var group in byWord[one])
            {
                some[group.Number] = 1;
            }

            Scan(some, descending && one is not null);
            if (IsDone)
            {
                break;
            }
        }

        return _found;
    }

    private void Scan(byte[] some, bool reverse)
    {
        for (var i = 0; i < groups.Length && !IsDone; i++)
        {
            Take(reverse ? groups.Length - 1 - i : i, some);
        }
    }

    private void Take(int job, byte[] some)
    {
        if (some[groups[job]] == 0 || (matches is not null && !matches.Has(job)))
        {
            return;
        }

        if (_skip > 0)
        {
            _skip--;
        }
        else
        {
            _found.Add(job);
        }
    }
}
