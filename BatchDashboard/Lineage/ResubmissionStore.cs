using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <summary>
/// What was sent again, and what became of each batch of it. Every step is stored before or together with what it says, so
/// that after a crash nothing is sent a second time. Throws <see cref="DatabaseException"/> for trouble with the database.
/// </summary>
public sealed partial class ResubmissionStore(Database database, TimeProvider time)
{
    private const int MaxUnfinished = 5;

    // What is tracked at once: saving costs more for each file that is.
    private const int FilesPerSave = 1000;

    private readonly Database _database = database;
    private readonly TimeProvider _time = time;

    /// <summary>Stores a plan, all of it or nothing, before anything is sent.</summary>
    public Task CreateAsync(NewResubmission resubmission, CancellationToken cancellation) => _database.WriteAsync(
        // By the clock by which batches are sent: a file that another resubmission sent after this one was planned is not sent again.
        async (context, token) => await AddAsync(
            context,
            resubmission,
            await _database.NowAsync(context, token),
            endedAt: null,
            Batches(resubmission.Id, resubmission.Files, ResubmittedBatchState.Planned),
            resubmission.Files,
            token),
        cancellation);

    /// <summary>Stores what was sent and accepted elsewhere, except batches that are known already. How much of it is new.</summary>
    /// <param name="accepted">The API's id of each batch, and when it was sent, by its number.</param>
    public Task<(int Batches, int Files)> AdoptAsync(
        NewResubmission resubmission, IReadOnlyDictionary<int, (string BatchId, DateTimeOffset SentAt)> accepted, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var ids = accepted.Values.Select(batch => batch.BatchId).ToList();
            var known = await context.Set<ResubmittedBatch>().Where(batch => ids.Contains(batch.BatchId!)).Select(batch => batch.BatchId).ToHashSetAsync(StringComparer.Ordinal, token);
            var files = resubmission.Files
                .Where(file => !known.Contains(accepted[file.BatchNumber].BatchId))
                .Select(file => file with { BatchId = accepted[file.BatchNumber].BatchId })
                .ToList();
            if (files.Count == 0)
            {
                return (0, 0);
            }

            var batches = Batches(resubmission.Id, files, ResubmittedBatchState.Accepted)
                .ConvertAll(batch => batch with { BatchId = accepted[batch.Number].BatchId, SentAt = accepted[batch.Number].SentAt });
            await AddAsync(context, resubmission, batches.Min(batch => batch.SentAt)!.Value, endedAt: _time.GetUtcNow(), batches, files, token);
            return (batches.Count, files.Count);
        },
        cancellation);

    public Task<StoredResubmission?> FindAsync(string id, CancellationToken cancellation) =>
        _database.ReadAsync((context, token) => ReadAsync(context, id, token), cancellation);

    /// <summary>The files of one batch, in the order in which they are sent.</summary>
    public Task<List<ResubmittedFile>> FilesAsync(string id, int number, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => FilesOf(context, id, number).OrderBy(file => file.Key).ToListAsync(token), cancellation);

    /// <summary>The files of the batches that can still be sent.</summary>
    public Task<List<ResubmittedFile>> UnsentAsync(string id, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) =>
        {
            var unsent = context.Set<ResubmittedBatch>().Where(batch => batch.ResubmissionId == id
                && (batch.State == ResubmittedBatchState.Planned || batch.State == ResubmittedBatchState.Refused || batch.State == ResubmittedBatchState.Cancelled));
            return context.Set<ResubmittedFile>()
                .Where(file => file.ResubmissionId == id && unsent.Any(batch => batch.Number == file.BatchNumber))
                .OrderBy(file => file.Key)
                .ToListAsync(token);
        },
        cancellation);

    /// <summary>The failed jobs of a batch that were sent again and have not failed since; those on their way or in doubt included.</summary>
    public Task<HashSet<string>> SentJobsAsync(string sourceBatch, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) =>
        {
            var jobs =
                from file in context.Set<ResubmittedFile>()
                join batch in context.Set<ResubmittedBatch>()
                    on new { file.ResubmissionId, Number = file.BatchNumber } equals new { batch.ResubmissionId, batch.Number }
                where file.SourceBatchId == sourceBatch
                    && ((file.BatchId != null && (file.Outcome == null || file.Outcome == SentOutcome.Succeeded))
                        || batch.State == ResubmittedBatchState.Sending || batch.State == ResubmittedBatchState.Unknown)
                select file.SourceJob;
            return jobs.Distinct().ToHashSetAsync(StringComparer.Ordinal, token);
        },
        cancellation);

    /// <summary>Resubmissions of a batch's files of which something is still to be sent or in doubt, newest first.</summary>
    public Task<List<StoredResubmission>> UnfinishedAsync(string sourceBatch, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var ids = await context.Set<StoredResubmission>()
                .Where(one => one.EndedAt == null
                    && context.Set<ResubmittedFile>().Any(file => file.ResubmissionId == one.ResubmissionId && file.SourceBatchId == sourceBatch))
                .OrderByDescending(one => one.StartedAt)
                .Select(one => one.ResubmissionId)
                .Take(MaxUnfinished)
                .ToListAsync(token);
            var found = new List<StoredResubmission>();
            foreach (var id in ids)
            {
                found.Add((await ReadAsync(context, id, token))!);
            }

            return found;
        },
        cancellation);

    /// <summary>True when a batch that was sent from here is known under the id already.</summary>
    public Task<bool> IsKnownAsync(string batch, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<ResubmittedBatch>().AnyAsync(known => known.BatchId == batch, token), cancellation);

    private static async Task<StoredResubmission?> ReadAsync(DashboardContext context, string id, CancellationToken cancellation)
    {
        if (await context.Set<StoredResubmission>().SingleOrDefaultAsync(one => one.ResubmissionId == id, cancellation) is not { } found)
        {
            return null;
        }

        return found with
        {
            Sources = await context.Set<ResubmittedFile>()
                .Where(file => file.ResubmissionId == id)
                .GroupBy(file => file.SourceBatchId)
                .OrderBy(source => source.Min(file => file.Key))
                .Select(source => source.Key)
                .ToListAsync(cancellation),
            Batches = await BatchesOf(context, id).OrderBy(batch => batch.Number).ToListAsync(cancellation),
        };
    }

    private static List<ResubmittedBatch> Batches(string id, IReadOnlyList<ResubmittedFile> files, ResubmittedBatchState state) =>
    [
        .. files.GroupBy(file => file.BatchNumber)
            .Select(batch => new ResubmittedBatch(id, batch.Key, state, batch.Count(), batch.Sum(file => file.SizeBytes))),
    ];

    private static async Task<bool> AddAsync(
        DashboardContext context,
        NewResubmission resubmission,
        DateTimeOffset startedAt,
        DateTimeOffset? endedAt,
        IReadOnlyList<ResubmittedBatch> batches,
        IReadOnlyList<ResubmittedFile> files,
        CancellationToken cancellation)
    {
        context.Add(new StoredResubmission(
            resubmission.Id, resubmission.Collection, resubmission.ForceOverwrite, resubmission.StartedBy, startedAt, endedAt));
        context.AddRange(batches);
        foreach (var some in files.Chunk(FilesPerSave))
        {
            context.AddRange(some.Select(file => file with
            {
                ResubmissionId = resubmission.Id,
                SourceName = Clean(file.SourceName),
                ErrorCode = Clean(file.ErrorCode),
                FileName = SoundText.Clean(file.FileName),
            }));
            await context.SaveChangesAsync(cancellation);
            context.ChangeTracker.Clear();
        }

        return true;
    }

    private static IQueryable<ResubmittedBatch> BatchesOf(DashboardContext context, string id) =>
        context.Set<ResubmittedBatch>().Where(batch => batch.ResubmissionId == id);

    private static IQueryable<ResubmittedFile> FilesOf(DashboardContext context, string id, int number) =>
        context.Set<ResubmittedFile>().Where(file => file.ResubmissionId == id && file.BatchNumber == number);

    private static string? Clean(string? text) => text is null ? null : SoundText.Clean(text);
}
