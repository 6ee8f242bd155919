namespace BatchDashboard.Cache.Index;

/// <summary>
/// The index of a snapshot: its columns cut into chunks of 4,096 jobs, each one blob, so that a look at all jobs of a
/// batch reads a megabyte and not its rows.
/// </summary>
internal static class IndexTable
{
    /// <summary>Jobs a chunk.</summary>
    public const int ChunkSize = 4096;

    /// <summary>The chunk under which an entry stands that is no list of places.</summary>
    public const int Header = -1;

    public static int Chunks(long places) => checked((int)((places + ChunkSize - 1) / ChunkSize));

    public static void Write(CacheReader reader, long snapshot, int kind, int chunk, ReadOnlySpan<byte> body) => reader
        .Prepare("INSERT OR REPLACE INTO job_index (snapshot_key, kind, chunk, body) VALUES (?1, ?2, ?3, ?4)")
        .Bind(1, snapshot).Bind(2, kind).Bind(3, chunk).Bind(4, body)
        .Run();

    /// <summary>The entry, until the next one is read; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Read(CacheReader reader, long snapshot, int kind, int chunk)
    {
        var statement = reader.Prepare("SELECT body FROM job_index WHERE snapshot_key = ?1 AND kind = ?2 AND chunk = ?3")
            .Bind(1, snapshot).Bind(2, kind).Bind(3, chunk);
        return statement.Step() ? statement.Bytes(0) : [];
    }
}
