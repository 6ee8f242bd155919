using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <summary>Failed jobs of one error code of one batch that were sent again.</summary>
/// <param name="Code">"" for failures without a code.</param>
/// <param name="Fixed">Those of which a descendant succeeded.</param>
/// <param name="FailedAgain">Those that are not fixed and whose corrected file failed too: where all batches are counted, the file is counted there.</param>
public sealed record ResubmittedErrors(BatchId Batch, string Code, long Fixed, long FailedAgain);

/// <summary>Files that were sent on one day (UTC) after one advice.</summary>
/// <param name="Code">"" for failures without a code.</param>
/// <param name="Verdict">What the playbook said to do; empty when that was not kept.</param>
public sealed record AdviceDay(string Code, string Verdict, DateOnly Day, SentCounts Files);

/// <summary>Reads what was sent again over all batches.</summary>
internal static class LineageTotals
{
    public static async Task<IReadOnlyList<ResubmittedErrors>> CountByErrorAsync(DashboardContext context, CancellationToken cancellation)
    {
        var fixedLater = LineageQueries.FixedLater(context);

        // A job has one code; where two were stored for it, after a refresh in between, it counts once.
        var counts = await context.Set<ResubmittedFile>()
            .Where(file => file.BatchId != null)
            .GroupBy(file => new { file.SourceBatchId, file.SourceJob })
            .Select(job => new
            {
                job.Key.SourceBatchId,
                Code = job.Max(file => file.ErrorCode ?? ""),
                IsFixed = job.Count(file => file.Outcome == SentOutcome.Succeeded || fixedLater.Contains(file.Key)) > 0,
                HasFailed = job.Count(file => file.Outcome == SentOutcome.Failed) > 0,
            })
            .GroupBy(job => new { job.SourceBatchId, job.Code })
            .Select(error => new
            {
                error.Key.SourceBatchId,
                error.Key.Code,
                Fixed = error.LongCount(job => job.IsFixed),
                FailedAgain = error.LongCount(job => job.HasFailed && !job.IsFixed),
            })
            .Where(error => error.Fixed > 0 || error.FailedAgain > 0)
            .ToListAsync(cancellation);
        return
        [
            .. counts.Select(count => BatchId.TryParse(count.SourceBatchId, out var id) ? new ResubmittedErrors(id, count.Code!, count.Fixed, count.FailedAgain) : null)
                .OfType<ResubmittedErrors>(),
        ];
    }

    public static async Task<IReadOnlyDictionary<BatchId, BatchOrigin>> OriginsAsync(DashboardContext context, CancellationToken cancellation)
    {
        var files = context.Set<ResubmittedFile>();
        var batches = await context.Set<ResubmittedBatch>()
            .Where(batch => batch.BatchId != null)
            .Select(batch => new
            {
                batch.BatchId,
                First = files.Where(file => file.BatchId == batch.BatchId).OrderBy(file => file.Key).Select(file => file.SourceBatchId).FirstOrDefault(),
                Sources = files.Where(file => file.BatchId == batch.BatchId).Select(file => file.SourceBatchId).Distinct().Count(),
            })
            .ToListAsync(cancellation);
        var origins = new Dictionary<BatchId, BatchOrigin>();
        foreach (var batch in batches)
        {
            if (BatchId.TryParse(batch.BatchId, out var id) && BatchId.TryParse(batch.First, out var first))
            {
                origins[id] = new BatchOrigin(first, batch.Sources);
            }
        }

        return origins;
    }

    public static async Task<IReadOnlyList<AdviceDay>> AdviceDaysAsync(DashboardContext context, CancellationToken cancellation)
    {
        var files =
            from file in context.Set<ResubmittedFile>()
            join batch in context.Set<ResubmittedBatch>()
                on new { file.ResubmissionId, Number = file.BatchNumber } equals new { batch.ResubmissionId, batch.Number }
            join resubmission in context.Set<StoredResubmission>() on file.ResubmissionId equals resubmission.ResubmissionId
            where file.BatchId != null
            select new { file.ErrorCode, file.Verdict, SentAt = batch.SentAt ?? resubmission.StartedAt, file.Outcome };

        // By moment first: a day is no part of a number that both databases compute alike.
        var moments = await files
            .GroupBy(file => new { file.ErrorCode, file.Verdict, file.SentAt })
            .Select(moment => new
            {
                moment.Key,
                Sent = moment.LongCount(),
                Succeeded = moment.LongCount(file => file.Outcome == SentOutcome.Succeeded),
                Failed = moment.LongCount(file => file.Outcome == SentOutcome.Failed),
                Skipped = moment.LongCount(file => file.Outcome == SentOutcome.Skipped),
                Lost = moment.LongCount(file => file.Outcome == SentOutcome.Lost),
            })
            .ToListAsync(cancellation);
        return
        [
            .. moments
                .GroupBy(
                    moment => (Day: DateOnly.FromDateTime(moment.Key.SentAt.UtcDateTime), Code: moment.Key.ErrorCode ?? "", Verdict: moment.Key.Verdict ?? ""),
                    moment => new SentCounts(moment.Sent, moment.Succeeded, moment.Failed, moment.Skipped, moment.Lost))
                .OrderBy(day => day.Key.Day)
                .ThenBy(day => day.Key.Code, StringComparer.Ordinal)
                .ThenBy(day => day.Key.Verdict, StringComparer.Ordinal)
                .Select(day => new AdviceDay(day.Key.Code, day.Key.Verdict, day.Key.Day, day.Aggregate(SentCounts.None, (sum, files) => sum + files))),
        ];
    }
}
