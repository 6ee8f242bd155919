using System.Buffers;
using System.Buffers.Binary;

namespace BatchDashboard.Cache.Index;

/// <summary>As many jobs as are sorted in memory at once, with everything that they are sorted by.</summary>
/// <param name="jobs">How many there will be in all; lists that grow would lie in memory twice.</param>
internal sealed class SortRun(long jobs)
{
    /// <summary>The most jobs of a run, and bytes of their names: what lies in memory, however large the batch is.</summary>
    public const int MostJobs = 1 << 20;

    private const int MostNameBytes = 32 << 20;
    private const int UsualNameBytes = 34;

    /// <summary>Bytes of a name that decide; whoever agrees in so many stays in the API's order.</summary>
    public const int LongestKey = 1024;

    private readonly ArrayBufferWriter<byte> _names = new(Math.Min(MostNameBytes, UsualNameBytes * Capacity(jobs)) + LongestKey);
    private readonly List<int> _nameEnds = new(Capacity(jobs));
    private readonly List<int> _ordinals = new(Capacity(jobs));
    private readonly List<int> _codes = new(Capacity(jobs));
    private readonly List<long>[] _numbers = [new(Capacity(jobs)), new(Capacity(jobs)), new(Capacity(jobs)), new(Capacity(jobs))];

    // A bit for each key that the job has.
    private readonly List<byte> _valued = new(Capacity(jobs));

    public int Count => _ordinals.Count;

    public bool IsFull => Count >= MostJobs || _names.WrittenCount >= MostNameBytes;

    public int Ordinal(int index) => _ordinals[index];

    public int Code(int index) => _codes[index];

    /// <summary>The sorted number: a size in bytes, a time or duration in milliseconds, or the hash of a job id.</summary>
    public long Number(SortKey key, int index) => _numbers[(int)key][index];

    public void Add(int ordinal, int code, long? size, long? completed, long? duration, long? idHash, ReadOnlySpan<byte> name, bool hasName)
    {
        _ordinals.Add(ordinal);
        _codes.Add(code);
        var valued = hasName ? 1 << (int)SortKey.Name : 0;
        Add(SortKey.Size, size, ref valued);
        Add(SortKey.Completed, completed, ref valued);
        Add(SortKey.Duration, duration, ref valued);
        Add(SortKey.JobId, idHash, ref valued);
        _valued.Add((byte)valued);
        var key = name[..Math.Min(name.Length, LongestKey)];
        key.CopyTo(_names.GetSpan(key.Length));
        _names.Advance(key.Length);
        _nameEnds.Add(_names.WrittenCount);
    }

    public void Clear()
    {
        _names.ResetWrittenCount();
        _nameEnds.Clear();
        _ordinals.Clear();
        _codes.Clear();
        _valued.Clear();
        foreach (var numbers in _numbers)
        {
            numbers.Clear();
        }
    }

    public ReadOnlySpan<byte> Name(int index)
    {
        var start = index == 0 ? 0 : _nameEnds[index - 1];
        return _names.WrittenSpan[start.._nameEnds[index]];
    }

    /// <summary>The jobs' indexes in ascending order, those without a value last; and how many have one.</summary>
    public (int[] Indexes, int Valued) Sort(SortKey key)
    {
        var indexes = new int[Count];
        var keys = new ulong[Count];
        var (valued, missing) = (0, Count);
        for (var index = 0; index < Count; index++)
        {
            if (Has(key, index))
            {
                keys[valued] = key == SortKey.Name ? Part(Name(index), 0) : (ulong)Number(key, index) ^ (1UL << 63);
                indexes[valued++] = index;
            }
            else
            {
                indexes[--missing] = index;
            }
        }

        indexes.AsSpan(valued).Reverse();
        Sort(keys.AsSpan(0, valued), indexes.AsSpan(0, valued), key == SortKey.Name ? 0 : -1);
        return (indexes, valued);
    }

    private static int Capacity(long jobs) => (int)Math.Clamp(jobs, 0, MostJobs);

    private bool Has(SortKey key, int index) => (_valued[index] & (1 << (int)key)) != 0;

    private void Add(SortKey key, long? number, ref int valued)
    {
        _numbers[(int)key].Add(number ?? 0);
        valued |= number is null ? 0 : 1 << (int)key;
    }

    /// <summary>Sorts by eight bytes at a time; names that agree in them by the next eight.</summary>
    private void Sort(Span<ulong> keys, Span<int> indexes, int depth)
    {
        keys.Sort(indexes);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                SortEqual(keys[start..end], indexes[start..end], depth);
            }

            start = end;
        }
    }

    private void SortEqual(Span<ulong> keys, Span<int> indexes, int depth)
    {
        // No name holds a NUL, so a last byte of 0 means that they all ended.
        if (depth < 0 || (keys[0] & 0xff) == 0)
        {
            indexes.Sort();
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Part(Name(indexes[i]), depth + 1);
        }

        Sort(keys, indexes, depth + 1);
    }

    private static ulong Part(ReadOnlySpan<byte> name, int depth)
    {
        var at = depth * sizeof(ulong);
        if (at + sizeof(ulong) <= name.Length)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name[at..]);
        }

        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        if (at < name.Length)
        {
            name[at..].CopyTo(rest);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(rest);
    }
}

/// <summary>What a run can be sorted by.</summary>
internal enum SortKey
{
    Size = 0,
    Completed = 1,
    Duration = 2,
    JobId = 3,
    Name = 4,
}
