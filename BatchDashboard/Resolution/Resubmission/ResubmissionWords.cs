using System.Globalization;
using System.Net;
using BatchDashboard.Lineage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What became of a batch that was sent, for an operator.</summary>
internal static class ResubmissionWords
{
    public const string Lost =
        "The dashboard was stopped while this batch was on its way. Whether Wickson made a batch of it is not known.";

    public const string CancelledBefore = "It was cancelled before this batch was sent.";

    public const string CancelledDuring = "It was cancelled while it was being sent. It was not whole yet, so Wickson made nothing of it.";

    public const string BrowserGone = "The browser was closed or went away while it was being sent. It was not whole yet, so Wickson made nothing of it.";

    public const string Doubt = "It was sent whole, but no answer came. Whether Wickson made a batch of it is not known.";

    public const string Stumbled = "The dashboard stumbled while this batch was being sent. It was not whole yet, so Wickson made nothing of it.";

    /// <summary>The client's own words tell that nothing was carried out.</summary>
    public static string BrokenOff(WicksonError error) => Clause(Wording.Quote(error.Message, 300));

    public static string Refused(WicksonError error)
    {
        var said = Clause(Wording.Quote(error.Message, 300));
        var sentence = error switch
        {
            { Status: HttpStatusCode.PaymentRequired } => $"Wickson wants the account to be paid up first (402): {said}",
            { Status: HttpStatusCode.RequestEntityTooLarge } => $"Wickson found the batch too large (413): {said}",
            { Failure: WicksonFailure.RateLimited, RetryAt: { } retry } =>
                $"{Limited(error)} Requests are possible again at {retry.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)}.",
            { Failure: WicksonFailure.RateLimited } => Limited(error),
            { Failure: WicksonFailure.Unauthorized } => "Wickson did not accept the API key.",
            { Failure: WicksonFailure.Forbidden } => "The API key is not allowed to make batches.",
            { Status: { } status } => $"Wickson refused the batch ({(int)status}): {said}",
            _ => said,
        };
        return error.RequestId is { } request ? $"{sentence} Request {Wording.Quote(request)}." : sentence;
    }

    private static string Limited(WicksonError error) => error.IsHourSpent ? RequestBudget.HourSpent : RequestBudget.TooManyAtOnce;

    /// <summary>False when the next batch would meet the same refusal.</summary>
    public static bool GoesOn(WicksonError error) => error.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    /// <summary>The API made the batch, and what it named could not be stored.</summary>
    public static string NotStored(BatchId made) =>
        $"Wickson made the batch {made} of it, but that could not be stored when it came. Enter this id as the batch that was made.";

    /// <summary>The API answered with the id of a batch that was sent before.</summary>
    public static string NotItsOwn(BatchId made) =>
        $"Wickson answered with {made}, which is the id of another batch that was sent from here. What it made of this one is not known.";

    public static string NotNow(ResubmittedBatch batch) => batch.State switch
    {
        ResubmittedBatchState.Sending => "This batch is being sent already, in another page.",
        ResubmittedBatchState.Accepted => "Wickson has accepted this batch already. It is not sent again.",
        ResubmittedBatchState.Unknown => "Whether Wickson made this batch is not known. Say on the resubmission's page what became of it before it is sent again.",
        ResubmittedBatchState.Refused => "Wickson refused this batch. Send the remaining batches on the resubmission's page to try it again.",
        ResubmittedBatchState.Cancelled => "This batch was cancelled. Send the remaining batches on the resubmission's page to try it again.",
        ResubmittedBatchState.Planned => "Files of this batch were sent meanwhile by another resubmission. Plan those that are left from the batch whose files failed.",
        _ => "This batch cannot be sent now. Load the page again.",
    };

    private static string Clause(string text) => text.Length == 0 || ".!?…".Contains(text[^1], StringComparison.Ordinal) ? text : text + ".";
}
