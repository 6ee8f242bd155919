using System.IO.Hashing;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache.Comparison;

/// <summary>The outcome of a job, as far as a comparison cares.</summary>
internal enum FileOutcome : byte
{
    Unknown,
    Processed,
    Failed,
}

/// <summary>
/// The jobs of a copy by the hashes of their folded names, and of these without their extension: 21 bytes a job, read from
/// the index. Two names with the same hash of 64 bits among ten million have odds of one to 400,000.
/// </summary>
internal sealed class NamedJobs
{
    /// <summary>The hash of no name.</summary>
    public const ulong Nameless = 0;

    private NamedJobs(int jobs)
    {
        Names = new ulong[jobs];
        Stems = new ulong[jobs];
        Ordinals = new int[jobs];
        Outcomes = new FileOutcome[jobs];
    }

    public int Count { get; private set; }
    public ulong[] Names { get; }
    public ulong[] Stems { get; }
    public int[] Ordinals { get; }
    public FileOutcome[] Outcomes { get; }

    /// <summary>Where the job with an ordinal stands here; negative when it does not.</summary>
    public int PlaceOf(long ordinal) => Array.BinarySearch(Ordinals, 0, Count, (int)ordinal);

    public static NamedJobs Read(IndexView view, CancellationToken cancellation)
    {
        var jobs = new NamedJobs(checked((int)view.Groups.Jobs));
        var outcomes = Array.ConvertAll(view.Groups.Codes(_ => true), _ => FileOutcome.Unknown);
        foreach (var group in view.Groups.All)
        {
            outcomes[group.Number + 1] = group.IsFailed ? FileOutcome.Failed : group.Status is "succeeded" or "processed" ? FileOutcome.Processed : FileOutcome.Unknown;
        }

        var codes = new int[IndexTable.ChunkSize];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            var places = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);
            jobs.Add(view.Column(IndexKind.Names, chunk), codes.AsSpan(0, places), (long)chunk * IndexTable.ChunkSize, outcomes);
        }

        return jobs;
    }

    private void Add(ReadOnlySpan<byte> names, ReadOnlySpan<int> codes, long first, FileOutcome[] outcomes)
    {
        // An end stands before the first name, too.
        names = names[1..];
        for (var place = 0; place < codes.Length; place++)
        {
            var end = names.IndexOf((byte)0);
            var name = names[..end];
            names = names[(end + 1)..];
            if (codes[place] != 0 && Count < Names.Length)
            {
                Names[Count] = Hash(name);
                Stems[Count] = Hash(Stem(name));
                Ordinals[Count] = (int)(first + place);
                Outcomes[Count] = outcomes[codes[place]];
                Count++;
            }
        }
    }

    private static ulong Hash(ReadOnlySpan<byte> name) => name.IsEmpty ? Nameless : Math.Max(1, XxHash3.HashToUInt64(name));

    // A dot at the very beginning of a name begins no extension.
    private static ReadOnlySpan<byte> Stem(ReadOnlySpan<byte> name)
    {
        var start = name.LastIndexOfAny((byte)'/', (byte)'\\') + 1;
        var dot = name[start..].LastIndexOf((byte)'.');
        return dot > 0 ? name[..(start + dot)] : name;
    }
}
