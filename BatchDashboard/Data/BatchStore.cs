using BatchDashboard.Data.Columns;
using BatchDashboard.Data.Failures;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>
/// The only way to the cached results. Reads never block on a write (SQLite in WAL mode). Every method throws
/// <see cref="DatabaseException"/> when the database is locked, read-only, full, corrupt or missing, and nothing else.
/// </summary>
/// <remarks>
/// A snapshot that a newer one has replaced is gone: a read with its key finds nothing, so find the batch again.
/// </remarks>
public sealed partial class BatchStore : IDisposable
{
    private const string InfoName = "info";

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly IBatchOrigins _origins;
    private readonly CopyCache _cache = new();
    private readonly ColumnStore _columns;
    private readonly AllTexts _texts;
    private readonly FailureTables _failures;
    private readonly JobFinder _finder;

    public BatchStore(Database database, TimeProvider time, IBatchOrigins origins)
    {
        (_database, _time, _origins) = (database, time, origins);
        _columns = new ColumnStore(database, _cache, time);
        _texts = new AllTexts(database, _cache);
        _failures = new FailureTables(database, _cache);
        _finder = new JobFinder(_cache, _failures);
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>Null when it was never opened here. Its copy may be wanted before the API was asked about it.</summary>
    public Task<CachedBatch?> FindAsync(BatchId id, CancellationToken cancellation) =>
        _database.ReadAsync((context, token) => FindAsync(context, id, token), cancellation);

    /// <summary>The newest summary, statistics, pagination and metadata of the snapshot: the body without its jobs.</summary>
    public async Task<ResultsBody?> HeaderAsync(long snapshot, CancellationToken cancellation) =>
        _cache.TryGet<SnapshotInfo>((snapshot, InfoName), out var info) ? info!.Header
        : await _database.ReadAsync(
            (context, token) => context.Snapshots.Where(row => row.Key == snapshot).Select(row => row.Header).SingleOrDefaultAsync(token), cancellation)
            is { } header ? StoredJson.Read<ResultsBody>(header)
        : null;

    public Task WriteMediaAsync(MediaId id, MediaBody body, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var media = await context.Media.SingleOrDefaultAsync(row => row.MediaId == id.Value, token);
            if (media is null)
            {
                context.Add(media = new MediaRow { MediaId = id.Value, Body = "" });
            }

            (media.Body, media.FetchedAt) = (StoredJson.Write(body), _time.GetUtcNow());
            return await context.SaveChangesAsync(token);
        },
        cancellation);

    /// <summary>A media item as it was seen last, and when.</summary>
    public Task<(MediaBody Body, DateTimeOffset FetchedAt)?> FindMediaAsync(MediaId id, CancellationToken cancellation) =>
        _database.ReadAsync<(MediaBody, DateTimeOffset)?>(
            async (context, token) => await context.Media.SingleOrDefaultAsync(row => row.MediaId == id.Value, token) is { } media
                ? (StoredJson.Read<MediaBody>(media.Body), media.FetchedAt)
                : null,
            cancellation);

    private static async Task<CachedBatch?> FindAsync(DashboardContext context, BatchId id, CancellationToken cancellation) =>
        (await context.Batches.Where(batch => batch.BatchId == id.Value).ReadAsync(context, cancellation)).SingleOrDefault();

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    // Of a whole copy it is read once, for it never changes.
    private ValueTask<SnapshotInfo> InfoAsync(CopyColumns copy, CancellationToken cancellation) => _cache.GetAsync(
        copy.IsWhole ? (copy.Snapshot, InfoName) : (object)(copy.Snapshot, copy.Revision, InfoName),
        () => _database.ReadAsync((context, token) => SnapshotInfo.ReadAsync(context, copy, token), cancellation),
        info => info.Bytes,
        cancellation);
}
