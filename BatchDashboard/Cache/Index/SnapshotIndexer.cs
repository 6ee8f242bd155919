using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>Makes the index of a snapshot. Every step can be repeated, and may run in a transaction of its own.</summary>
internal static class SnapshotIndexer
{
    private static readonly SortKey[] Keys = [SortKey.Name, SortKey.Size, SortKey.Completed, SortKey.Duration, SortKey.JobId];

    private static readonly (SortKey Key, IndexOrder Order)[] Orders =
    [
        (SortKey.Name, IndexOrder.Name), (SortKey.Size, IndexOrder.Size), (SortKey.Completed, IndexOrder.Completed), (SortKey.Duration, IndexOrder.Duration),
    ];

    /// <summary>
    /// Seals the chunks that are full, while the rows still come; one that lacks some when rows stand behind it. Returns the
    /// chunks that are sealed then.
    /// </summary>
    /// <param name="sealedChunks">Chunks, from the first, whose columns are those of their rows.</param>
    public static int SealFull(CacheReader reader, long snapshot, int sealedChunks)
    {
        var sealer = new ChunkSealer(reader, snapshot);
        while (Count(reader, snapshot, sealedChunks) is > 0 and var count
            && (count == IndexTable.ChunkSize || Count(reader, snapshot, sealedChunks + 1) > 0))
        {
            sealer.Seal(sealedChunks);
            sealedChunks++;
        }

        return sealedChunks;
    }

    /// <summary>Seals chunks anew whose rows were replaced.</summary>
    public static void SealAgain(CacheReader reader, long snapshot, int first, int end)
    {
        var sealer = new ChunkSealer(reader, snapshot);
        for (var chunk = first; chunk < end; chunk++)
        {
            sealer.Seal(chunk);
        }
    }

    /// <summary>Seals all chunks of a copy that has all its rows; returns how many there are.</summary>
    public static int SealAll(CacheReader reader, long snapshot, int sealedChunks, CancellationToken cancellation)
    {
        var last = CacheReader.Number(reader.Prepare("SELECT max(key) FROM jobs WHERE key >= ?1 AND key < ?2")
            .Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot)));
        var chunks = last == 0 ? 0 : IndexTable.Chunks(JobKey.Ordinal(last) + 1);
        // A batch may have shrunk, and grown again over chunks that have no rows now.
        foreach (var kind in Enum.GetValues<IndexKind>().Where(kind => kind < IndexKind.NameGrams))
        {
            reader.Prepare("DELETE FROM job_index WHERE snapshot_key = ?1 AND kind = ?2 AND chunk >= ?3")
                .Bind(1, snapshot).Bind(2, (int)kind).Bind(3, sealedChunks)
                .Run();
        }

        var sealer = new ChunkSealer(reader, snapshot);
        for (; sealedChunks < chunks; sealedChunks++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Count(reader, snapshot, sealedChunks) > 0)
            {
                sealer.Seal(sealedChunks);
            }
        }

        return chunks;
    }

    /// <summary>The filters of all segments that are worth one.</summary>
    public static void WriteGrams(CacheReader reader, long snapshot, int chunks, CancellationToken cancellation)
    {
        foreach (var column in (IndexKind[])[IndexKind.Names, IndexKind.JobIds, IndexKind.MediaIds])
        {
            // Of an index that was begun before, when the batch was larger.
            reader.Prepare("DELETE FROM job_index WHERE snapshot_key = ?1 AND kind = ?2").Bind(1, snapshot).Bind(2, (int)GramFilter.KindOf(column)).Run();
            for (var first = 0; chunks - first >= GramFilter.FewestChunks; first += GramFilter.SegmentChunks)
            {
                var filter = new GramFilter();
                for (var chunk = first; chunk < Math.Min(chunks, first + GramFilter.SegmentChunks); chunk++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    filter.Add(chunk - first, IndexTable.Read(reader, snapshot, (int)column, chunk));
                }

                filter.Write(reader, snapshot, column, first / GramFilter.SegmentChunks);
            }
        }
    }

    /// <summary>Reads what orders and sums are made of. After it the database is not needed to sort.</summary>
    public static OrderBuilder ReadOrders(CacheReader reader, long snapshot, string directory, CancellationToken cancellation)
    {
        var builder = new OrderBuilder(directory);
        try
        {
            builder.Read(reader, snapshot, Keys, cancellation);
            return builder;
        }
        catch
        {
            builder.Dispose();
            throw;
        }
    }

    /// <summary>The orders that are kept; each is sorted only when it is asked for.</summary>
    public static IEnumerable<(IndexOrder Order, OrderList List)> SortOrders(OrderBuilder builder, CancellationToken cancellation)
    {
        foreach (var (key, order) in Orders)
        {
            var list = new OrderList(builder.Jobs);
            builder.Sort(key, list, cancellation);
            yield return (order, list);
        }
    }

    /// <summary>The jobs whose id another one before them has.</summary>
    public static RepeatFinder FindRepeats(OrderBuilder builder, CancellationToken cancellation)
    {
        var repeats = new RepeatFinder();
        builder.Sort(SortKey.JobId, repeats, cancellation);
        repeats.Ordinals.Sort();
        return repeats;
    }

    public static SnapshotSums Sums(JobTotals totals, RepeatFinder repeats) =>
        new(repeats.Distinct, repeats.Repeats, totals.Bytes, totals.Sized, totals.LargestOrdinal);

    public static void WriteRepeats(CacheReader reader, long snapshot, RepeatFinder repeats) => IndexTable.Write(
        reader, snapshot, (int)IndexKind.Repeats, IndexTable.Header, CodeBlob.Ordinals(CollectionsMarshal.AsSpan(repeats.Ordinals)));

    /// <summary>One order that the index does not keep, or not yet.</summary>
    public static OrderList Order(CacheReader reader, long snapshot, JobOrder order, string directory, CancellationToken cancellation)
    {
        var key = order switch
        {
            JobOrder.Size => SortKey.Size,
            JobOrder.Completed or JobOrder.Created => SortKey.Completed,
            JobOrder.Duration => SortKey.Duration,
            _ => SortKey.Name,
        };
        using var builder = new OrderBuilder(
            directory, time: order == JobOrder.Created ? "created_at" : "completed_at", text: order == JobOrder.JobId ? "job_id" : "file_name");
        builder.Read(reader, snapshot, [key], cancellation);
        var list = new OrderList(builder.Jobs);
        builder.Sort(key, list, cancellation);
        return list;
    }

    /// <summary>The sums of a copy that still fills, and the jobs whose id came before; nothing is stored.</summary>
    public static (SnapshotSums Sums, List<int> Repeats) Sums(CacheReader reader, long snapshot, string directory, CancellationToken cancellation)
    {
        using var builder = new OrderBuilder(directory);
        builder.Read(reader, snapshot, [SortKey.JobId], cancellation);
        var repeats = FindRepeats(builder, cancellation);
        return (Sums(builder.Totals, repeats), repeats.Ordinals);
    }

    /// <summary>How the sizes and durations of each group spread.</summary>
    public static void WriteBins(CacheReader reader, long snapshot, JobTotals totals)
    {
        foreach (var group in JobGroups.Read(reader, snapshot).All)
        {
            if (totals.OfCode(group.Number + 1) is { } bins)
            {
                reader.Prepare("UPDATE job_groups SET sizes = ?3, durations = ?4 WHERE snapshot_key = ?1 AND number = ?2")
                    .Bind(1, snapshot).Bind(2, group.Number).Bind(3, JobTotals.Blob(bins.Sizes)).Bind(4, JobTotals.Blob(bins.Durations))
                    .Run();
            }
        }
    }

    private static long Count(CacheReader reader, long snapshot, int chunk)
    {
        var first = (long)chunk * IndexTable.ChunkSize;
        return JobTable.Count(reader, snapshot, first, first + IndexTable.ChunkSize);
    }

    /// <summary>Seals one chunk after another. What that takes is read with the first: most writes seal none.</summary>
    private sealed class ChunkSealer(CacheReader reader, long snapshot)
    {
        private ChunkColumns? _columns;
        private JobGroups? _groups;

        public void Seal(int chunk)
        {
            _columns ??= new ChunkColumns();
            _groups ??= JobGroups.Read(reader, snapshot);
            _columns.Read(reader, snapshot, chunk, _groups);
            _columns.Write(reader, snapshot, chunk);
        }
    }
}

/// <summary>What is known only of all jobs together.</summary>
/// <param name="DistinctJobIds">Different ids among the jobs that have one.</param>
/// <param name="RepeatedJobIds">Jobs whose id another one before them has.</param>
internal sealed record SnapshotSums(long DistinctJobIds, long RepeatedJobIds, long Bytes, long Sized, long? LargestOrdinal);
