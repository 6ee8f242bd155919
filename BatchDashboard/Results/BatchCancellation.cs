using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>
/// Cancels a batch and then looks at it, so that every page shows what became of it: after a success, and above all after an
/// answer that leaves it open.
/// </summary>
public sealed class BatchCancellation(
    WicksonClient client, PageRequests requests, BatchStore store, BatchChanges changes, ILogger<BatchCancellation> logger)
{
    private const string Cancelled = "cancelled";

    /// <summary>Goes on to its end even when the caller no longer waits: what was asked for cannot be taken back.</summary>
    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => CancelAsync(id).WaitAsync(cancellation);

    private async Task<Answer<CancelledBatch>> CancelAsync(BatchId id)
    {
        try
        {
            var told = (await client.CancelAsync(id, CancellationToken.None)).Data.Value ?? new StateData();
            var state = await LookAsync(id);
            return told.CurrentState.Text is { } now && !IsCancelled(now) ? new(null, AnotherState(id, now))
                : IsCancelled(told.CurrentState.Text) || IsCancelled(state) ? Done(id, told)
                : new(null, NotTold(id, state));
        }
        catch (WicksonException exception)
        {
            return await FailedAsync(id, exception.Error);
        }
    }

    private async Task<Answer<CancelledBatch>> FailedAsync(BatchId id, WicksonError error)
    {
        var isTooLate = (int?)error.Status == 409;
        var state = error.OutcomeUnknown || isTooLate ? await LookAsync(id) : null;
        if (error.OutcomeUnknown && IsCancelled(state))
        {
            return Done(id, new StateData());
        }

        var problem = ProblemWords.Of(error, ProblemWords.Batch(id));
        return new(null, isTooLate ? TooLate(id, problem, StateOf(error) ?? state)
            : error.OutcomeUnknown ? Open(problem, state)
            : (int?)error.Status == 403 ? problem with { Sentence = $"The API key is not allowed to cancel {ProblemWords.Batch(id)}." }
            : error.Failure == WicksonFailure.ServerError
            ? problem with { Sentence = $"Wickson failed while it cancelled {ProblemWords.Batch(id)}: {ProblemWords.Clause(error.Message)}" }
            : problem);
    }

    /// <summary>The state that the batch is in now, stored and announced; null when it could not be seen.</summary>
    private async Task<string?> LookAsync(BatchId id)
    {
        requests.Forget(id);
        try
        {
            var body = await client.GetResultsAsync(id, 1, 1, CancellationToken.None);
            await store.WriteSummaryAsync(id, body, CancellationToken.None);
            return body.Data.Value?.BatchSummary.Value?.Status.Text;
        }
        catch (Exception exception) when (exception is WicksonException or DatabaseException)
        {
            // The next poll sees it; pages that are open ask anew below.
            logger.LogInformation(exception, "Batch {BatchId} could not be looked at after it was cancelled: {Reason}", id.Value, exception.Message);
            return null;
        }
        finally
        {
            changes.Announce(id);
        }
    }

    private static Answer<CancelledBatch> Done(BatchId id, StateData told) => new(new CancelledBatch(
        id, told.PreviousState.Text, told.Timestamp.HasValue ? told.Timestamp.Value : null));

    private static bool IsCancelled(string? state) => string.Equals(state, Cancelled, StringComparison.OrdinalIgnoreCase);

    private static string? StateOf(WicksonError error) =>
        error.Details is { ValueKind: JsonValueKind.Object } details
        && details.TryGetProperty("current_state", out var state) && state.ValueKind == JsonValueKind.String
            ? state.GetString()
            : null;

    private static string Word(string state) => ProblemWords.Shorten(state, 40);

    private static Problem AnotherState(BatchId id, string state) => new(
        ProblemKind.ApiFailed,
        $"Wickson took the request and says that {ProblemWords.Batch(id)} is “{Word(state)}” now, not cancelled.",
        "It may still be ending: this page follows it. Cancel it again if it goes on.");

    private static Problem NotTold(BatchId id, string? state) => new(
        ProblemKind.ApiFailed,
        state is null
            ? $"Wickson took the request and did not say what state {ProblemWords.Batch(id)} is in."
            : $"Wickson took the request, and {ProblemWords.Batch(id)} is still “{Word(state)}”.",
        "It may still be ending: this page follows it. Cancel it again if it goes on.");

    private static Problem TooLate(BatchId id, Problem problem, string? state) => problem with
    {
        Sentence = IsCancelled(state) ? $"There is nothing to cancel any more: {ProblemWords.Batch(id)} is cancelled already."
            : state is not null ? $"There is nothing to cancel any more: {ProblemWords.Batch(id)} is “{Word(state)}”."
            : $"Wickson says that {ProblemWords.Batch(id)} cannot be cancelled in the state that it is in.",
        Advice = "What it has processed is shown here.",
    };

    private static Problem Open(Problem problem, string? state) => problem with
    {
        Advice = state is null
            ? "Refresh the batch to see whether it was cancelled; cancelling it twice does no harm."
            : $"The batch was “{Word(state)}” when it was looked at afterwards. Cancel it again if it goes on; that does no harm.",
    };
}
