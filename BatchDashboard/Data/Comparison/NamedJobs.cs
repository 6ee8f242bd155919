using System.IO.Hashing;
using BatchDashboard.Data.Columns;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data.Comparison;

/// <summary>The outcome of a job, as far as a comparison cares.</summary>
internal enum FileOutcome : byte
{
    Unknown,
    Processed,
    Failed,
}

/// <summary>
/// The jobs of a copy by the hashes of their folded names, and of these without their extension: 17 bytes a job, read from
/// its columns. Two names with the same hash of 64 bits among ten million have odds of one to 400,000.
/// </summary>
internal sealed class NamedJobs
{
    /// <summary>The hash of no name.</summary>
    public const ulong Nameless = 0;

    private NamedJobs(int jobs)
    {
        Names = new ulong[jobs];
        Stems = new ulong[jobs];
        Outcomes = new FileOutcome[jobs];
    }

    public int Count => Names.Length;
    public ulong[] Names { get; }
    public ulong[] Stems { get; }
    public FileOutcome[] Outcomes { get; }

    public static async Task<NamedJobs> ReadAsync(CopyColumns copy, CancellationToken cancellation)
    {
        var groups = await copy.GroupsAsync(cancellation);
        var outcomes = copy.Groups.All.Select(
            group => group.IsFailed ? FileOutcome.Failed
                : group.IsSucceeded || WordComparer.Instance.Equals(group.Status, "processed") ? FileOutcome.Processed
                : FileOutcome.Unknown).ToArray();
        var jobs = new NamedJobs(groups.Length);
        var job = 0;
        foreach (var name in await copy.TextsAsync(ColumnKind.Names, cancellation))
        {
            (jobs.Names[job], jobs.Stems[job], jobs.Outcomes[job]) = (Hash(name), Hash(Stem(name)), outcomes[groups[job]]);
            job++;
        }

        return jobs;
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
