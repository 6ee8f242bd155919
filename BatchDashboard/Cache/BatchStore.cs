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
public sealed partial class BatchStore(CacheDatabase database, TimeProvider time)
{
    private readonly CacheDatabase _database = database;
    private readonly TimeProvider _time = time;

    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) =>
        _database.ReadAsync((context, token) => BatchReader.FindAsync(context, id, token), cancellation);

    /// <summary>All known batches, newest first. A batch that the API was never asked about is not known yet.</summary>
    public Task<IReadOnlyList<CachedBatch>> ListAsync(CancellationToken cancellation) =>
        _database.ReadAsync(BatchReader.ListAsync, cancellation);

    /// <summary>The newest summary, statistics, pagination and metadata of the snapshot: the body without its jobs.</summary>
    public Task<ResultsBody?> HeaderAsync(long snapshot, CancellationToken cancellation) =>
        _database.ReadAsync(
            async (context, token) =>
            {
                var header = await context.Snapshots.AsNoTracking()
                    .Where(row => row.Key == snapshot)
                    .Select(row => row.Header)
                    .SingleOrDefaultAsync(token);
                return header is null ? null : StoredJson.Read<ResultsBody>(header);
            },
            cancellation);

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
            async (context, token) =>
            {
                var row = await context.Media.AsNoTracking().SingleOrDefaultAsync(row => row.MediaId == id.Value, token);
                return row is null
                    ? null
                    : (StoredJson.Read<MediaBody>(row.Body), DateTimeOffset.FromUnixTimeMilliseconds(row.FetchedAt));
            },
            cancellation);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
