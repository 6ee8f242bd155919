using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Data.Columns;

/// <summary>Sorts jobs by a folded text, byte by byte; of equal ones the first in the API's order comes first, those without one last.</summary>
internal sealed class SortedNames
{
    /// <summary>Bytes of a text that decide; whoever agrees in so many stays in the API's order.</summary>
    public const int MaxKey = 1024;

    private readonly ArrayBufferWriter<byte> _texts = new();
    private readonly List<int> _ends = [];
    private readonly List<int> _jobs = [];
    private readonly List<int> _missing = [];

    public void Add(bool isPresent, ReadOnlySpan<byte> text)
    {
        var key = text[..Math.Min(text.Length, MaxKey)];
        key.CopyTo(_texts.GetSpan(key.Length));
        _texts.Advance(key.Length);
        (isPresent ? _jobs : _missing).Add(_ends.Count);
        _ends.Add(_texts.WrittenCount);
    }

    public JobSequence Sort()
    {
        var jobs = _jobs.ToArray();
        var keys = new ulong[jobs.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Part(Text(jobs[i]), 0);
        }

        Sort(keys, jobs, 0);
        return new JobSequence([.. jobs, .. _missing], jobs.Length);
    }

    private ReadOnlySpan<byte> Text(int job) => _texts.WrittenSpan[(job == 0 ? 0 : _ends[job - 1])..CollectionsMarshal.AsSpan(_ends)[job]];

    // Eight bytes at a time; texts that agree in them by the next eight.
    private void Sort(Span<ulong> keys, Span<int> jobs, int depth)
    {
        keys.Sort(jobs);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                SortEqual(keys[start..end], jobs[start..end], depth);
            }

            start = end;
        }
    }

    private void SortEqual(Span<ulong> keys, Span<int> jobs, int depth)
    {
        // No text holds a NUL, so a last byte of 0 means that they all ended.
        if ((keys[0] & 0xff) == 0)
        {
            jobs.Sort();
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Part(Text(jobs[i]), depth + 1);
        }

        Sort(keys, jobs, depth + 1);
    }

    private static ulong Part(ReadOnlySpan<byte> text, int depth)
    {
        var rest = text[Math.Min(text.Length, depth * sizeof(ulong))..];
        if (rest.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(rest);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        rest.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }
}
