using System.Runtime.InteropServices;

namespace BatchDashboard.Data.Columns;

/// <summary>How sizes and durations of jobs spread, by group.</summary>
internal sealed class JobTotals
{
    /// <summary>Groups whose sizes and durations are told apart.</summary>
    public const int MaxGroups = 4000;

    private readonly List<long[]?> _sizes = [];
    private readonly List<long[]?> _durations = [];

    public void Add(int group, byte size, byte duration)
    {
        Of(_sizes, group)[size]++;
        Of(_durations, group)[duration]++;
    }

    /// <summary>Jobs of a group by bin; null for a group without jobs.</summary>
    public (long[] Sizes, long[] Durations)? OfGroup(int group) =>
        group < _sizes.Count && _sizes[group] is { } sizes ? (sizes, _durations[group]!) : null;

    public static byte[] Blob(long[] bins) => MemoryMarshal.AsBytes<long>(bins).ToArray();

    public static long[] Read(ReadOnlySpan<byte> blob) => MemoryMarshal.Cast<byte, long>(blob).ToArray();

    // A batch with a group for nearly each job would have more bins than jobs: the groups behind these share some.
    private static long[] Of(List<long[]?> groups, int group)
    {
        group = Math.Min(group, MaxGroups);
        while (groups.Count <= group)
        {
            groups.Add(null);
        }

        return groups[group] ??= new long[Bins.Count];
    }
}
