using BatchDashboard.Cache.Columns;
using BatchDashboard.Cache.Failures;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Cache;

/// <summary>
/// The only way to the cached results. Reads never block on a write (SQLite in WAL mode). Every method throws
/// <see cref="CacheException"/> when the database is locked, read-only, full, corrupt or missing, and nothing else.
/// </summary>
/// <remarks>
/// A snapshot that a newer one has replaced is gone: a read with its key finds nothing, so find the batch again.
/// </remarks>
public sealed partial class BatchStore : IDisposable
{
    private const string InfoName = "info";

    private readonly CacheDatabase _database;
    private readonly TimeProvider _time;
    private readonly CopyCache _cache = new();
    private readonly ColumnStore _columns;
    private readonly AllTexts _texts;
    private readonly FailureTables _failures;
    private readonly JobFinder _finder;

    public BatchStore(CacheDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _columns = new ColumnStore(database, _cache, time);
        _texts = new AllTexts(database, _cache);
        _failures = new FailureTables(database, _cache);
        _finder = new JobFinder(_cache, _failures);
    }

    public void Dispose() => _cache.Dispose();

    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => BatchReader.Find(reader, id), cancellation);

    /// <summary>All known batches, newest first. A batch that the API was never asked about is not known yet.</summary>
    public Task<IReadOnlyList<CachedBatch>> ListAsync(CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => BatchReader.List(reader), cancellation);

    /// <summary>The newest summary, statistics, pagination and metadata of the snapshot: the body without its jobs.</summary>
    public async Task<ResultsBody?> HeaderAsync(long snapshot, CancellationToken cancellation) =>
        _cache.TryGet<SnapshotInfo>((snapshot, InfoName), out var info) ? info!.Header
        : await _database.ReadAsync(
            (context, token) => context.Snapshots.Where(row => row.Key == snapshot).Select(row => row.Header).SingleOrDefaultAsync(token), cancellation)
            is { } header ? StoredJson.Read<ResultsBody>(header)
        : null;

    public Task WriteMediaAsync(MediaId id, MediaBody body, CancellationToken cancellation) =>
        _database.WriteAsync(
            async (context, token) =>
            {
                var now = Now();
                var json = StoredJson.Write(body);
                return await context.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO media (media_id, body, fetched_at) VALUES ({id.Value}, {json}, {now})
                    ON CONFLICT (media_id) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at
                    """,
                    token);
            },
            cancellation);

    /// <summary>A media item as it was seen last, and when.</summary>
    public Task<(MediaBody Body, DateTimeOffset FetchedAt)?> FindMediaAsync(MediaId id, CancellationToken cancellation) =>
        _database.ReadAsync<(MediaBody, DateTimeOffset)?>(
            (reader, _) =>
            {
                var row = reader.Prepare("SELECT body, fetched_at FROM media WHERE media_id = ?1").Bind(1, id.Value);
                return row.Step()
                    ? (StoredJson.Read<MediaBody>(row.Text(0) ?? ""), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)))
                    : null;
            },
            cancellation);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    // Of a whole copy it is read once, for it never changes.
    private ValueTask<SnapshotInfo> InfoAsync(CopyColumns copy, CancellationToken cancellation) => _cache.GetAsync(
        copy.IsWhole ? (copy.Snapshot, InfoName) : (object)(copy.Snapshot, copy.Revision, InfoName),
        () => _database.ReadAsync((context, token) => SnapshotInfo.ReadAsync(context, copy, token), cancellation),
        info => info.Bytes,
        cancellation);
}
