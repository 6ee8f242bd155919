using System.Collections.Concurrent;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads what the rows of a copy tell. A complete copy never changes, so its facts are read once.</summary>
public sealed class FactsReader(BatchStore store)
{
    private const int MaxKept = 32;
    private const int MaxNames = 5;
    private const int MaxNamesakes = 50;

    // While a copy fills, its facts change with every page; for a large one they wait until it is complete.
    private const long LargestPartial = 20_000;

    private readonly ConcurrentDictionary<(long Key, DateTimeOffset? CompletedAt), CopyFacts> _kept = new();

    /// <summary>Null when there is no copy, or a partial one that is too large to be counted again and again.</summary>
    public async Task<CopyFacts?> ReadAsync(CachedBatch batch, CancellationToken cancellation)
    {
        if (batch.Readable is not { } snapshot || (!snapshot.IsComplete && snapshot.Jobs > LargestPartial))
        {
            return null;
        }

        var key = (snapshot.Key, snapshot.CompletedAt);
        if (snapshot.IsComplete && _kept.TryGetValue(key, out var kept))
        {
            return kept;
        }

        var facts = await LoadAsync(batch.Id, snapshot, cancellation);
        if (snapshot.IsComplete)
        {
            if (_kept.Count >= MaxKept)
            {
                _kept.Clear();
            }

            _kept[key] = facts;
        }

        return facts;
    }

    private async Task<CopyFacts> LoadAsync(BatchId batch, Snapshot snapshot, CancellationToken cancellation)
    {
        var (jobs, byCode) = await store.AllFactsAsync(snapshot.Key, cancellation);
        var header = await store.HeaderAsync(snapshot.Key, cancellation);
        var errors = new Dictionary<string, ErrorFacts>(WordComparer.Instance);
        var keys = new Dictionary<(string, string), string>();
        foreach (var (code, facts) in byCode.OrderByDescending(error => error.Value.Count))
        {
            var type = ErrorTypes.Name(code);
            errors.TryAdd(type, facts);
            await AddKeysAsync(keys, batch, snapshot.Key, type, code, facts, header, cancellation);
        }

        var all = await store.MatchAsync(snapshot.Key, JobQuery.Default, 0, 0, cancellation);
        return new CopyFacts(jobs, snapshot.IsComplete, errors, keys) { Facets = all.Facets };
    }

    private async Task AddKeysAsync(
        Dictionary<(string, string), string> keys,
        BatchId batch,
        long snapshot,
        string type,
        string code,
        ErrorFacts facts,
        ResultsBody? header,
        CancellationToken cancellation)
    {
        foreach (var job in facts.FirstJobs)
        {
            Add(keys, type, JobRowBuilder.Build(batch, job));
        }

        if (code.Length == 0)
        {
            return;
        }

        var named = ErrorGroupBuilder.Summaries(header)
            .Where(summary => WordComparer.Instance.Equals(summary.ErrorType.Text, code))
            .SelectMany(summary => summary.AffectedFiles.Value ?? [])
            .Select(name => name.Text)
            .OfType<string>()
            .Where(name => name.Length is > 0 and <= JobQuery.MaxSearchLength && !keys.ContainsKey((WordComparer.Fold(type), name)))
            .Take(MaxNames);
        foreach (var name in named.ToList())
        {
            var found = await store.FindNamedAsync(snapshot, name, MaxNamesakes, cancellation);
            foreach (var job in found.Where(job => WordComparer.Instance.Equals(job.Job.ErrorCode, code)))
            {
                Add(keys, type, JobRowBuilder.Build(batch, job));
            }
        }
    }

    private static void Add(Dictionary<(string, string), string> keys, string type, JobRow row)
    {
        if (row.FileName is { } name)
        {
            keys.TryAdd((WordComparer.Fold(type), name), row.Key);
        }
    }
}
