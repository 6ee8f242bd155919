namespace BatchDashboard.Cache.Index;

/// <summary>
/// The columns of a snapshot, whether it is whole or still fills: of the chunks that are not sealed yet they are made of
/// the rows, which are few.
/// </summary>
internal sealed class IndexView
{
    private readonly Dictionary<int, ChunkColumns> _unsealed = [];
    private readonly int _sealed;

    private IndexView(CacheReader reader, long snapshot, JobGroups groups, int sealedChunks, bool isComplete, long revision, IReadOnlyList<int> chunks)
    {
        Reader = reader;
        Snapshot = snapshot;
        Groups = groups;
        IsComplete = isComplete;
        Revision = revision;
        _sealed = sealedChunks;
        Chunks = chunks;
    }

    public CacheReader Reader { get; }

    public long Snapshot { get; }

    public JobGroups Groups { get; }

    /// <summary>A whole copy has its orders and filters, too.</summary>
    public bool IsComplete { get; }

    /// <summary>Changes with every change of the rows.</summary>
    public long Revision { get; }

    /// <summary>Chunks with jobs, ascending.</summary>
    public IReadOnlyList<int> Chunks { get; }

    /// <summary>More than the last ordinal.</summary>
    public long Places => Chunks.Count == 0 ? 0 : (Chunks[^1] + 1L) * IndexTable.ChunkSize;

    /// <summary>Null when there is no such snapshot.</summary>
    public static IndexView? Open(CacheReader reader, long snapshot, JobGroups? known = null)
    {
        var row = reader.Prepare("SELECT sealed, completed_at IS NOT NULL, revision FROM snapshots WHERE key = ?1").Bind(1, snapshot);
        if (!row.Step())
        {
            return null;
        }

        var (sealedChunks, isComplete, revision) = ((int)row.Long(0), row.Long(1) == 1, row.Long(2));
        row.Reset();
        var groups = known ?? JobGroups.Read(reader, snapshot);
        var chunks = CacheReader.All(
            reader.Prepare("SELECT chunk FROM job_index WHERE snapshot_key = ?1 AND kind = 0 AND chunk < ?2 ORDER BY chunk").Bind(1, snapshot).Bind(2, sealedChunks),
            found => (int)found.Long(0));
        if (!isComplete)
        {
            chunks.AddRange(CacheReader.All(
                reader.Prepare("SELECT DISTINCT (key & 4294967295) / 4096 FROM jobs WHERE key >= ?1 AND key < ?2 ORDER BY 1")
                    .Bind(1, JobKey.Of(snapshot, (long)sealedChunks * IndexTable.ChunkSize)).Bind(2, JobKey.End(snapshot)),
                found => (int)found.Long(0)));
        }

        return new IndexView(reader, snapshot, groups, sealedChunks, isComplete, revision, chunks);
    }

    /// <summary>A column of a chunk, until the next one is read.</summary>
    public ReadOnlySpan<byte> Column(IndexKind kind, int chunk)
    {
        if (chunk < _sealed)
        {
            return IndexTable.Read(Reader, Snapshot, (int)kind, chunk);
        }

        if (!_unsealed.TryGetValue(chunk, out var columns))
        {
            _unsealed[chunk] = columns = new ChunkColumns();
            columns.Read(Reader, Snapshot, chunk, Groups);
        }

        return columns.Of(kind);
    }
}
