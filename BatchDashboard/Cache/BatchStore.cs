using System.Collections.Concurrent;
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
    private const int MostInfos = 64;

    private readonly CacheDatabase _database = database;
    private readonly TimeProvider _time = time;

    // A whole copy never changes, so what is known of it is read once.
    private readonly ConcurrentDictionary<long, SnapshotInfo> _infos = new();

    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => BatchReader.Find(reader, id), cancellation);

    /// <summary>All known batches, newest first. A batch that the API was never asked about is not known yet.</summary>
    public Task<IReadOnlyList<CachedBatch>> ListAsync(CancellationToken cancellation) =>
        _database.ReadAsync((reader, _) => BatchReader.List(reader), cancellation);

    /// <summary>The newest summary, statistics, pagination and metadata of the snapshot: the body without its jobs.</summary>
    public Task<ResultsBody?> HeaderAsync(long snapshot, CancellationToken cancellation) =>
        _infos.TryGetValue(snapshot, out var info)
            ? Task.FromResult(info.Header)
            : _database.ReadAsync(
                (reader, _) =>
                {
                    var row = reader.Prepare("SELECT header FROM snapshots WHERE key = ?1").Bind(1, snapshot);
                    return row.Step() && row.Text(0) is { } header ? StoredJson.Read<ResultsBody>(header) : null;
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
            (reader, _) =>
            {
                var row = reader.Prepare("SELECT body, fetched_at FROM media WHERE media_id = ?1").Bind(1, id.Value);
                return row.Step()
                    ? (StoredJson.Read<MediaBody>(row.Text(0) ?? ""), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)))
                    : null;
            },
            cancellation);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    // Null for a copy that fills, whose facts would have to be gathered anew.
    private SnapshotInfo? Whole(CacheReader reader, long snapshot, CancellationToken cancellation) =>
        _infos.TryGetValue(snapshot, out var known) ? known
        : CacheReader.Number(reader.Prepare("SELECT facts IS NOT NULL FROM snapshots WHERE key = ?1").Bind(1, snapshot)) == 1
            ? Info(reader, snapshot, cancellation)
            : null;

    // Null when there is no such snapshot.
    private SnapshotInfo? Info(CacheReader reader, long snapshot, CancellationToken cancellation)
    {
        if (_infos.TryGetValue(snapshot, out var known))
        {
            return known;
        }

        var info = SnapshotInfo.Read(reader, snapshot, _database.SortDirectory, cancellation);
        if (info is { IsWhole: true })
        {
            if (_infos.Count >= MostInfos)
            {
                _infos.Clear();
            }

            _infos[snapshot] = info;
        }

        return info;
    }
}
