using System.IO.Hashing;
using System.Text;
using BatchDashboard.Data.Columns;

namespace BatchDashboard.Data.Comparison;

/// <summary>Jobs of two copies that are known to be the same file.</summary>
internal static class ResubmittedPairs
{
    /// <summary>Names the pairs in the key of a cache.</summary>
    public static UInt128 Hash(IReadOnlyList<(string Left, string Right)> keys)
    {
        var hash = new XxHash128();
        foreach (var (left, right) in keys)
        {
            hash.Append(Encoding.UTF8.GetBytes($"{left}\0{right}\0"));
        }

        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>Jobs on the left and on the right.</summary>
    /// <param name="keys">The keys of the jobs; pairs of which a job is not there are left out.</param>
    public static async Task<List<(int Left, int Right)>> FindAsync(
        CopyColumns left, CopyColumns right, IReadOnlyList<(string Left, string Right)> keys, CancellationToken cancellation)
    {
        var ofLeft = await JobsAsync(left, keys.Select(pair => pair.Left), cancellation);
        var ofRight = await JobsAsync(right, keys.Select(pair => pair.Right), cancellation);
        var found = new List<(int, int)>();
        foreach (var pair in keys)
        {
            if (ofLeft.TryGetValue(pair.Left, out var one) && ofRight.TryGetValue(pair.Right, out var other))
            {
                found.Add((one, other));
            }
        }

        return found;
    }

    // Of jobs that share an id the first: it is the one that the id means.
    private static async Task<Dictionary<string, int>> JobsAsync(CopyColumns copy, IEnumerable<string> keys, CancellationToken cancellation)
    {
        var jobs = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, job) in await TextSearch.KeyedAsync(copy, keys.ToHashSet(StringComparer.Ordinal), cancellation))
        {
            jobs.TryAdd(key, job);
        }

        return jobs;
    }
}
