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

    /// <summary>Seals the chunks that are full, while the rows still come. Returns the chunks that are sealed then.</summary>
    /// <param name="sealedChunks">Chunks, from the first, whose columns are those of their rows.</param>
    /// <param name="jobs">Rows that the snapshot has.</param>
    public static int SealFull(CacheReader reader, long snapshot, int sealedChunks, long jobs)
    {
        ChunkColumns? columns = null;
        JobGroups? groups = null;
        while ((sealedChunks + 1L) * IndexTable.ChunkSize <= jobs && IsFull(reader, snapshot, sealedChunks))
        {
            columns ??= new ChunkColumns();
            groups ??= JobGroups.Read(reader, snapshot);
            columns.Read(reader, snapshot, sealedChunks, groups);
            columns.Write(reader, snapshot, sealedChunks);
            sealedChunks++;
        }

        return sealedChunks;
    }

    /// <summary>Seals all chunks of a copy that has all its rows; returns how many there are.</summary>
    public static int SealAll(CacheReader reader, long snapshot, int sealedChunks, CancellationToken cancellation)
    {
        var last = CacheReader.Number(reader.Prepare("SELECT max(key) FROM jobs WHERE key >= ?1 AND key < ?2")
            .Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot)));
        var chunks = last == 0 ? 0 : IndexTable.Chunks(JobKey.Ordinal(last) + 1);
        var columns = new ChunkColumns();
        var groups = JobGroups.Read(reader, snapshot);
        for (; sealedChunks < chunks; sealedChunks++)
        {
            cancellation.ThrowIfCancellationRequested();
            columns.Read(reader, snapshot, sealedChunks, groups);
            columns.Write(reader, snapshot, sealedChunks);
        }

        // A batch may have shrunk.
        foreach (var kind in Enum.GetValues<IndexKind>().Where(kind => kind < IndexKind.NameGrams))
        {
            reader.Prepare("DELETE FROM job_index WHERE snapshot_key = ?1 AND kind = ?2 AND chunk >= ?3")
                .Bind(1, snapshot).Bind(2, (int)kind).Bind(3, chunks)
                .Run();
        }

        return chunks;
    }

    /// <summary>The filters of all segments that are worth one.</summary>
    public static void WriteGrams(CacheReader reader, long snapshot, int chunks, CancellationToken cancellation)
    {
        foreach (var column in (IndexKind[])[IndexKind.Names, IndexKind.JobIds, IndexKind.MediaIds])
        {
            for (var first = 0; chunks - first >= GramFilter.FewestChunks; first += GramFilter.SegmentChunks)
            {
                var filter = new GramFilter(GramFilter.GramOf(column));
                for (var chunk = first; chunk < Math.Min(chunks, first + GramFilter.SegmentChunks); chunk++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    filter.Add(chunk - first, IndexTable.Read(reader, snapshot, (int)column, chunk));
                }

                IndexTable.Write(reader, snapshot, (int)GramFilter.KindOf(column), first / GramFilter.SegmentChunks, filter.Bytes);
            }
        }
    }

    /// <summary>The orders, and what else is known only of all jobs together.</summary>
    public static SnapshotSums WriteOrders(CacheReader reader, long snapshot, string directory, CancellationToken cancellation)
    {
        using var builder = new OrderBuilder(reader, snapshot, directory);
        builder.Read(Keys, cancellation);
        foreach (var (key, order) in Orders)
        {
            var writer = new OrderWriter(reader, snapshot, order);
            builder.Sort(key, writer, cancellation);
            writer.End();
        }

        var repeats = new RepeatFinder();
        builder.Sort(SortKey.JobId, repeats, cancellation);
        repeats.Ordinals.Sort();
        IndexTable.Write(
            reader, snapshot, (int)IndexKind.Repeats, IndexTable.Header, CodeBlob.Ordinals(CollectionsMarshal.AsSpan(repeats.Ordinals)));
        WriteBins(reader, snapshot, builder.Totals);
        return new SnapshotSums(repeats.Distinct, repeats.Repeats, builder.Totals.Bytes, builder.Totals.Sized, builder.Totals.LargestOrdinal);
    }

    /// <summary>One order of a copy that still fills.</summary>
    public static OrderList Order(CacheReader reader, long snapshot, IndexOrder order, string directory, CancellationToken cancellation)
    {
        var key = Array.Find(Orders, one => one.Order == order).Key;
        using var builder = new OrderBuilder(reader, snapshot, directory);
        builder.Read([key], cancellation);
        var list = new OrderList();
        builder.Sort(key, list, cancellation);
        return list;
    }

    /// <summary>The sums of a copy that still fills, and the jobs whose id came before; nothing is stored.</summary>
    public static (SnapshotSums Sums, List<int> Repeats) Sums(CacheReader reader, long snapshot, string directory, CancellationToken cancellation)
    {
        using var builder = new OrderBuilder(reader, snapshot, directory);
        builder.Read([SortKey.JobId], cancellation);
        var repeats = new RepeatFinder();
        builder.Sort(SortKey.JobId, repeats, cancellation);
        return (new SnapshotSums(repeats.Distinct, repeats.Repeats, builder.Totals.Bytes, builder.Totals.Sized, builder.Totals.LargestOrdinal), repeats.Ordinals);
    }

    private static void WriteBins(CacheReader reader, long snapshot, JobTotals totals)
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

    private static bool IsFull(CacheReader reader, long snapshot, int chunk)
    {
        var first = (long)chunk * IndexTable.ChunkSize;
        return CacheReader.Number(reader.Prepare("SELECT count(*) FROM jobs WHERE key >= ?1 AND key < ?2")
            .Bind(1, JobKey.Of(snapshot, first)).Bind(2, JobKey.Of(snapshot, first + IndexTable.ChunkSize))) == IndexTable.ChunkSize;
    }
}

/// <summary>What is known only of all jobs together.</summary>
/// <param name="DistinctJobIds">Different ids among the jobs that have one.</param>
/// <param name="RepeatedJobIds">Jobs whose id another one before them has.</param>
internal sealed record SnapshotSums(long DistinctJobIds, long RepeatedJobIds, long Bytes, long Sized, long? LargestOrdinal);
