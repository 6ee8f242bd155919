using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Components.Jobs;

/// <summary>
/// The jobs that an operator selected, of one batch at a time. One a circuit: it stays through pages, filters and sort
/// orders, and what is done is done to these jobs and no others.
/// </summary>
public sealed class JobSelection
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private BatchId? _batch;

    /// <summary>How often it was changed.</summary>
    public int Choices { get; private set; }

    public int CountOf(BatchId batch) => _batch == batch ? _keys.Count : 0;

    public bool Has(BatchId batch, string key) => _batch == batch && _keys.Contains(key);

    /// <summary>Adds or removes jobs. Of another batch than before, they are the only ones.</summary>
    public void Choose(BatchId batch, IEnumerable<string> keys, bool chosen)
    {
        if (_batch != batch)
        {
            _keys.Clear();
            _batch = batch;
        }

        Choices++;
        foreach (var key in keys)
        {
            _ = chosen ? _keys.Count < MatchingKeys.Most && _keys.Add(key) : _keys.Remove(key);
        }
    }

    public void Replace(JobScope scope)
    {
        Clear();
        Choose(scope.BatchId, scope.Keys, chosen: true);
    }

    public void Clear()
    {
        Choices++;
        _keys.Clear();
        _keys.TrimExcess();
    }

    /// <summary>The jobs as they are selected at this moment.</summary>
    public JobScope Freeze(BatchId batch) => new(batch, _batch == batch ? [.. _keys] : []);
}
