using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Columns;

/// <summary>Makes the columns of a copy with one look at its rows, a part at a time.</summary>
internal sealed class ColumnBuilder(long snapshot, JobGroups groups)
{
    /// <summary>Jobs that one part of the texts has at most, and the bytes after which it ends.</summary>
    public const int MaxPartJobs = 65_536;
    private const int MaxPartBytes = 16 << 20;

    public static IReadOnlyList<ColumnKind> Texts { get; } = [ColumnKind.Names, ColumnKind.JobIds, ColumnKind.MediaIds, ColumnKind.Errors];

    /// <summary>What is stored when all rows were seen.</summary>
    public static IReadOnlyList<ColumnKind> Stored { get; } =
    [
        ColumnKind.Ordinals, ColumnKind.Groups, ColumnKind.Sizes, ColumnKind.Durations,
        ColumnKind.ByName, ColumnKind.BySize, ColumnKind.ByCompleted, ColumnKind.ByDuration, ColumnKind.Repeats,
    ];

    private readonly List<int> _ordinals = [];
    private readonly List<int> _groups = [];
    private readonly List<byte> _sizes = [];
    private readonly List<byte> _durations = [];
    private readonly SortedValues _bySize = new();
    private readonly SortedValues _byCompleted = new();
    private readonly SortedValues _byDuration = new();
    private readonly SortedValues _byCreated = new();
    private readonly SortedValues _idHashes = new();
    private readonly SortedNames _byName = new();
    private UInt128 _bytes;
    private long _largest = -1;
    private long? _largestOrdinal;
    private long _sized;

    public int Jobs => _groups.Count;

    public JobTotals Totals { get; } = new();

    /// <summary>Where jobs are whose id another one before them has, once all rows were seen.</summary>
    public IReadOnlyList<long> Repeats => _idHashes.Repeats().ConvertAll(job => (long)_ordinals[job]);

    /// <summary>The texts of the next jobs by their rows; empty when there are no more.</summary>
    public async Task<IReadOnlyList<(ColumnKind Kind, byte[] Body)>> NextPartAsync(DashboardContext context, CancellationToken cancellation)
    {
        var (names, jobIds, mediaIds, errors) = (new TextPart(), new TextPart(), new TextPart(), new TextPart());
        var before = Jobs;
        var rows = JobTable.Of(context, snapshot, first: _ordinals.Count == 0 ? 0 : _ordinals[^1] + 1L).Take(MaxPartJobs).Select(JobRow.WithoutRaw);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var start = names.Length;
            names.Add(row.FileName);
            _byName.Add(row.FileName is not null, names.Written[start..]);
            jobIds.Add(row.JobId);
            mediaIds.Add(row.MediaId);
            if (groups[row.GroupNo] is { IsError: true } group)
            {
                errors.Add(group.ErrorCode);
                errors.Add("\n");
                errors.Add(row.ErrorMessage);
            }

            names.End();
            jobIds.End();
            mediaIds.End();
            errors.End();
            Add(row);
            if (names.Length + jobIds.Length + mediaIds.Length + errors.Length > MaxPartBytes)
            {
                break;
            }
        }

        return Jobs == before
            ? []
            :
            [
                (ColumnKind.Names, names.Take()),
                (ColumnKind.JobIds, jobIds.Take()),
                (ColumnKind.MediaIds, mediaIds.Take()),
                (ColumnKind.Errors, errors.Take()),
            ];
    }

    /// <summary>One column of all rows that were seen, but for the texts.</summary>
    public object Get(ColumnKind kind) => kind switch
    {
        ColumnKind.Ordinals => _ordinals.Count == 0 || _ordinals[^1] == _ordinals.Count - 1 ? [] : _ordinals.ToArray(),
        ColumnKind.Groups => _groups.ToArray(),
        ColumnKind.Sizes => _sizes.ToArray(),
        ColumnKind.Durations => _durations.ToArray(),
        ColumnKind.ByName => _byName.Sort(),
        ColumnKind.BySize => _bySize.Sort(),
        ColumnKind.ByCompleted => _byCompleted.Sort(),
        ColumnKind.ByDuration => _byDuration.Sort(),
        ColumnKind.ByCreated => _byCreated.Sort(),
        ColumnKind.Repeats => _idHashes.Repeats().ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a column of numbers."),
    };

    /// <summary>What is known only of all jobs together.</summary>
    public SnapshotSums Sums()
    {
        var repeats = _idHashes.Repeats().Count;
        return new SnapshotSums(
            _idHashes.Valued - repeats, repeats, _bytes > (UInt128)long.MaxValue ? long.MaxValue : (long)_bytes, _sized, _largestOrdinal);
    }

    /// <summary>All jobs by a text; those without any last.</summary>
    public static JobSequence Sort(TextColumn texts)
    {
        var sorted = new SortedNames();
        foreach (var text in texts)
        {
            sorted.Add(!text.IsEmpty, text);
        }

        return sorted.Sort();
    }

    /// <summary>All jobs by the time at which they were created, which few ask for: read when somebody does.</summary>
    public static async Task<object> SortCreatedAsync(DashboardContext context, long snapshot, CancellationToken cancellation)
    {
        var sorted = new SortedValues();
        await foreach (var created in JobTable.Of(context, snapshot).Select(row => row.CreatedAt).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            sorted.Add(created);
        }

        return sorted.Sort();
    }

    private void Add(JobRow row)
    {
        var ordinal = JobKey.Ordinal(row.Key);
        var (size, duration) = (Bins.Of(row.SizeBytes), Bins.Of(row.CompletedAt - row.CreatedAt));
        _ordinals.Add((int)ordinal);
        _groups.Add(row.GroupNo);
        _sizes.Add(size);
        _durations.Add(duration);
        _bySize.Add(row.SizeBytes);
        _byCompleted.Add(row.CompletedAt);
        _byDuration.Add(row.CompletedAt - row.CreatedAt);
        _byCreated.Add(row.CreatedAt);
        _idHashes.Add(row.JobId is null ? null : (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(row.JobId.AsSpan())));
        Totals.Add(row.GroupNo, size, duration);
        if (row.SizeBytes is >= 0 and var bytes)
        {
            _sized++;
            _bytes += (UInt128)bytes;
            if (bytes > _largest)
            {
                (_largest, _largestOrdinal) = (bytes, ordinal);
            }
        }
    }
}

/// <summary>What is known only of all jobs together.</summary>
/// <param name="DistinctJobIds">Different ids among the jobs that have one.</param>
/// <param name="RepeatedJobIds">Jobs whose id another one before them has.</param>
internal sealed record SnapshotSums(long DistinctJobIds, long RepeatedJobIds, long Bytes, long Sized, long? LargestOrdinal);
