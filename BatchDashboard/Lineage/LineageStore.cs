using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <summary>Where files that were sent again came from, and what became of them. Throws <see cref="DatabaseException"/>.</summary>
public sealed partial class LineageStore(Database database, TimeProvider time)
{
    private const int MaxRelatives = 100;

    private readonly Database _database = database;
    private readonly TimeProvider _time = time;
    private readonly LineageCache _cache = new();

    /// <summary>The files that were sent for a job, and again for those, oldest first; at most a hundred.</summary>
    public Task<IReadOnlyList<SentFile>> DescendantsAsync(JobAddress job, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) =>
        {
            var keys = LineageQueries.Descendants(context, job.Batch.Value, job.Job);
            return ReadAsync(context, context.Set<ResubmittedFile>().Where(file => keys.Contains(file.Key)).OrderBy(file => file.Key), token);
        },
        cancellation);

    /// <summary>What a job is the corrected version of, and what that was, newest first; at most a hundred.</summary>
    public Task<IReadOnlyList<SentFile>> AncestorsAsync(JobAddress job, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) =>
        {
            var keys = LineageQueries.Ancestors(context, job.Batch.Value, job.Job);
            return ReadAsync(context, context.Set<ResubmittedFile>().Where(file => keys.Contains(file.Key)).OrderByDescending(file => file.Key), token);
        },
        cancellation);

    /// <summary>
    /// Keys of jobs of two batches that are the same file, because the one was sent again as the other: directly or through
    /// other batches, in either direction.
    /// </summary>
    public Task<IReadOnlyList<(string Left, string Right)>> PairsAsync(BatchId left, BatchId right, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(string, string)>>(
            async (context, token) =>
            {
                var became = await LineageQueries.Became(context, left.Value, right.Value).ToListAsync(token);
                var was = await LineageQueries.Became(context, right.Value, left.Value).ToListAsync(token);
                return [.. became.Select(pair => (pair.Job, pair.Became)), .. was.Select(pair => (pair.Became, pair.Job))];
            },
            cancellation);

    /// <summary>Where the files of each batch that was sent from here came from.</summary>
    public Task<IReadOnlyDictionary<BatchId, BatchOrigin>> OriginsAsync(CancellationToken cancellation) =>
        KeptAsync(typeof(BatchOrigin), LineageTotals.OriginsAsync, cancellation);

    /// <summary>Failed jobs of all batches that were fixed or failed again, by batch and error code.</summary>
    public Task<IReadOnlyList<ResubmittedErrors>> CountByErrorAsync(CancellationToken cancellation) =>
        KeptAsync(typeof(ResubmittedErrors), LineageTotals.CountByErrorAsync, cancellation);

    /// <summary>Files sent after each advice, by day.</summary>
    public Task<IReadOnlyList<AdviceDay>> AdviceDaysAsync(CancellationToken cancellation) =>
        KeptAsync(typeof(AdviceDay), LineageTotals.AdviceDaysAsync, cancellation);

    private Task<T> KeptAsync<T>(object question, Func<DashboardContext, CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class =>
        _database.ReadAsync((context, token) => _cache.GetAsync(question, context, read, token), cancellation);

    private static async Task<IReadOnlyList<SentFile>> ReadAsync(
        DashboardContext context, IQueryable<ResubmittedFile> files, CancellationToken cancellation)
    {
        var found = await files.Take(MaxRelatives).Select(file => new
        {
            File = file,
            SourceTitle = context.Batches.Where(batch => batch.BatchId == file.SourceBatchId).Select(batch => batch.Name).FirstOrDefault(),
            Title = context.Batches.Where(batch => batch.BatchId == file.BatchId).Select(batch => batch.Name).FirstOrDefault(),
            SentAt = context.Set<ResubmittedBatch>()
                .Where(batch => batch.ResubmissionId == file.ResubmissionId && batch.Number == file.BatchNumber)
                .Select(batch => batch.SentAt)
                .FirstOrDefault(),
        }).ToListAsync(cancellation);
        var sent = new List<SentFile>(found.Count);
        foreach (var one in found)
        {
            if (BatchId.TryParse(one.File.SourceBatchId, out var source) && BatchId.TryParse(one.File.BatchId, out var batch))
            {
                sent.Add(new SentFile
                {
                    Source = new JobAddress(source, one.File.SourceJob),
                    SourceTitle = one.SourceTitle,
                    SourceName = one.File.SourceName,
                    FileName = one.File.FileName,
                    Batch = batch,
                    Title = one.Title,
                    Job = one.File.Job,
                    Outcome = one.File.Outcome ?? SentOutcome.Waiting,
                    SentAt = one.SentAt,
                });
            }
        }

        return sent;
    }
}
