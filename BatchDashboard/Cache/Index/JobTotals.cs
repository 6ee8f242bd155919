using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>Sums over the jobs of a snapshot, gathered as they pass.</summary>
internal sealed class JobTotals
{
    /// <summary>Groups whose sizes and durations are told apart.</summary>
    public const int MostGroups = 4000;

    private readonly List<long[]?> _sizes = [];
    private readonly List<long[]?> _durations = [];
    private UInt128 _bytes;
    private long _largest = -1;

    /// <summary>Bytes of all files whose size is known; as much as a number holds where it is more.</summary>
    public long Bytes => _bytes > (UInt128)long.MaxValue ? long.MaxValue : (long)_bytes;

    /// <summary>Files whose size is known.</summary>
    public long Sized { get; private set; }

    /// <summary>The first of the largest files; null when no size is known.</summary>
    public long? LargestOrdinal { get; private set; }

    public void Add(int ordinal, int code, long? size, long? duration)
    {
        Of(_sizes, code)[Bins.Of(size)]++;
        Of(_durations, code)[Bins.Of(duration)]++;
        if (size is not (>= 0 and var bytes))
        {
            return;
        }

        Sized++;
        _bytes += (UInt128)bytes;
        if (bytes > _largest)
        {
            (_largest, LargestOrdinal) = (bytes, ordinal);
        }
    }

    /// <summary>Adds a job of which only the bins are known.</summary>
    public void AddBins(int code, byte size, byte duration)
    {
        Of(_sizes, code)[size]++;
        Of(_durations, code)[duration]++;
    }

    /// <summary>Jobs of a group by bin; null for a group without jobs.</summary>
    public (long[] Sizes, long[] Durations)? OfCode(int code) =>
        code < _sizes.Count && _sizes[code] is { } sizes ? (sizes, _durations[code]!) : null;

    public static ReadOnlySpan<byte> Blob(long[] bins) => MemoryMarshal.AsBytes<long>(bins);

    public static long[] Read(ReadOnlySpan<byte> blob) => MemoryMarshal.Cast<byte, long>(blob).ToArray();

    // A batch with a group for nearly each job would have more bins than jobs: the groups behind these share some.
    private static long[] Of(List<long[]?> groups, int code)
    {
        code = Math.Min(code, MostGroups);
        while (groups.Count <= code)
        {
            groups.Add(null);
        }

        return groups[code] ??= new long[Bins.Count];
    }
}
