using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <content>How a batch moves from one state to the next. Each move names the states that it starts from, so that one caller makes it.</content>
public sealed partial class ResubmissionStore
{
    /// <summary>Batches that were refused or broke off are to be sent again.</summary>
    public Task PlanAgainAsync(string id, IReadOnlyList<int> numbers, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var again = BatchesOf(context, id).Where(batch => numbers.Contains(batch.Number)
                && (batch.State == ResubmittedBatchState.Refused || batch.State == ResubmittedBatchState.Cancelled));
            await SetStateAsync(again, ResubmittedBatchState.Planned, null, token);
            return await MarkEndAsync(context, id, token);
        },
        cancellation);

    /// <summary>
    /// Takes the right to send a planned batch: true for one caller only, whoever else asks at the same time. Also false when a
    /// file of it was sent by another resubmission since this one was planned, and has not failed there: it would be paid for twice.
    /// </summary>
    public Task<bool> TryBeginAsync(string id, int number, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            if (await SentByOthers(context, id, number).AnyAsync(token))
            {
                return false;
            }

            var now = await _database.NowAsync(context, token);
            return await BatchOf(context, id, number, ResubmittedBatchState.Planned).ExecuteUpdateAsync(
                row => row
                    .SetProperty(batch => batch.State, ResubmittedBatchState.Sending)
                    .SetProperty(batch => batch.Sentence, (string?)null)
                    .SetProperty(batch => batch.SentAt, now)
                    .SetProperty(batch => batch.AliveAt, now),
                token) == 1;
        },
        cancellation);

    /// <summary>
    /// The API made the batch: it and its files get the new id in one step. False when it was neither being sent nor in
    /// doubt, or the id is another sent batch's.
    /// </summary>
    public Task<bool> AcceptAsync(string id, int number, string newBatch, string? sentence, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var batches = context.Set<ResubmittedBatch>();
            var accepted = await BatchesOf(context, id)
                .Where(batch => batch.Number == number
                    && (batch.State == ResubmittedBatchState.Sending || batch.State == ResubmittedBatchState.Unknown)
                    && !batches.Any(other => other.BatchId == newBatch))
                .ExecuteUpdateAsync(
                    row => row
                        .SetProperty(batch => batch.State, ResubmittedBatchState.Accepted)
                        .SetProperty(batch => batch.BatchId, newBatch)
                        .SetProperty(batch => batch.Sentence, sentence),
                    token);
            if (accepted == 0)
            {
                return false;
            }

            await FilesOf(context, id, number).ExecuteUpdateAsync(row => row.SetProperty(file => file.BatchId, newBatch), token);
            return await MarkEndAsync(context, id, token);
        },
        cancellation);

    /// <summary>Moves a batch from one state to another; false when it was not in the first.</summary>
    public Task<bool> MoveAsync(
        string id, int number, ResubmittedBatchState from, ResubmittedBatchState to, string? sentence, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
            await SetStateAsync(BatchOf(context, id, number, from), to, sentence, token) == 1 && await MarkEndAsync(context, id, token),
        cancellation);

    /// <summary>Nothing that is still planned will be sent.</summary>
    public Task CancelPlannedAsync(string id, string sentence, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var planned = BatchesOf(context, id).Where(batch => batch.State == ResubmittedBatchState.Planned);
            await SetStateAsync(planned, ResubmittedBatchState.Cancelled, sentence, token);
            return await MarkEndAsync(context, id, token);
        },
        cancellation);

    /// <summary>These batches are still on their way.</summary>
    public Task KeepSendingAsync(IReadOnlyList<(string Id, int Number)> batches, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var now = await _database.NowAsync(context, token);
            foreach (var (id, number) in batches)
            {
                await BatchOf(context, id, number, ResubmittedBatchState.Sending)
                    .ExecuteUpdateAsync(row => row.SetProperty(batch => batch.AliveAt, now), token);
            }

            return true;
        },
        cancellation);

    /// <summary>Batches whose sender has been silent for so long are in doubt from now on. The resubmission of each.</summary>
    public Task<List<string>> LoseSendingAsync(TimeSpan silence, string sentence, CancellationToken cancellation) => _database.WriteAsync(
        async (context, token) =>
        {
            var until = await _database.NowAsync(context, token) - silence;
            var silent = context.Set<ResubmittedBatch>()
                .Where(batch => batch.State == ResubmittedBatchState.Sending && (batch.AliveAt == null || batch.AliveAt <= until));
            var lost = await silent.Select(batch => batch.ResubmissionId).ToListAsync(token);
            await SetStateAsync(silent, ResubmittedBatchState.Unknown, sentence, token);
            return lost;
        },
        cancellation);

    private static IQueryable<ResubmittedBatch> BatchOf(DashboardContext context, string id, int number, ResubmittedBatchState state) =>
        BatchesOf(context, id).Where(batch => batch.Number == number && batch.State == state);

    // Files of a batch that another resubmission sent after this one was planned, and that may have succeeded there.
    private static IQueryable<long> SentByOthers(DashboardContext context, string id, int number) =>
        from own in FilesOf(context, id, number)
        join plan in context.Set<StoredResubmission>() on own.ResubmissionId equals plan.ResubmissionId
        join other in context.Set<ResubmittedFile>()
            on new { own.SourceBatchId, own.SourceJob } equals new { other.SourceBatchId, other.SourceJob }
        join sent in context.Set<ResubmittedBatch>()
            on new { other.ResubmissionId, Number = other.BatchNumber } equals new { sent.ResubmissionId, sent.Number }
        where other.ResubmissionId != id
            && sent.SentAt >= plan.StartedAt
            && (sent.State == ResubmittedBatchState.Sending
                || sent.State == ResubmittedBatchState.Unknown
                || (sent.State == ResubmittedBatchState.Accepted && other.Outcome != SentOutcome.Failed))
        select other.Key;

    private static Task<int> SetStateAsync(
        IQueryable<ResubmittedBatch> batches, ResubmittedBatchState state, string? sentence, CancellationToken cancellation) =>
        batches.ExecuteUpdateAsync(
            row => row.SetProperty(batch => batch.State, state).SetProperty(batch => batch.Sentence, sentence), cancellation);

    // A resubmission is under way as long as something is to come or in doubt.
    private async Task<bool> MarkEndAsync(DashboardContext context, string id, CancellationToken cancellation)
    {
        var isOpen = await BatchesOf(context, id).AnyAsync(
            batch => batch.State == ResubmittedBatchState.Planned || batch.State == ResubmittedBatchState.Sending || batch.State == ResubmittedBatchState.Unknown,
            cancellation);
        var endedAt = isOpen ? (DateTimeOffset?)null : _time.GetUtcNow();
        await context.Set<StoredResubmission>().Where(one => one.ResubmissionId == id)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.EndedAt, endedAt), cancellation);
        return true;
    }
}
