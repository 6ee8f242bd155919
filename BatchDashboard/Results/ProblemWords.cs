using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Says what went wrong in an operator's words first; the API's own code and request id go along.</summary>
public static class ProblemWords
{
    public static Problem Of(WicksonError error, string what) => new(KindOf(error.Failure), Sentence(error, what), AdviceFor(error))
    {
        Code = error.Code,
        RequestId = error.RequestId,
        RetryAt = error.RetryAt,
        Details = ApiDetail.Of(error.Details),
    };

    public static Problem Of(DatabaseException exception) => Storage(exception.Message);

    /// <summary>Why the database could not give what was asked for; null for a failure of any other kind.</summary>
    public static Problem? OfData(Exception failure) => failure switch
    {
        DatabaseException stored => Of(stored),
        CopyGoneException => new(
            ProblemKind.NotCopiedYet, "The batch was copied anew while it was exported.", "Export it again: the new copy is here."),
        _ => null,
    };

    public static Problem Of(SyncObstacle obstacle, BatchId id) => obstacle.Kind switch
    {
        SyncObstacleKind.Storage => Storage(obstacle.Sentence),
        SyncObstacleKind.Api when obstacle.Error is { } error => Of(error, Batch(id)) with { RetryAt = obstacle.RetryAt ?? error.RetryAt },
        _ => new Problem(ProblemKind.ApiFailed, obstacle.Sentence, "What has arrived is kept. Try a refresh; if it comes back, tell Wickson."),
    };

    public static Problem UnknownHere(BatchId id) => new(
        ProblemKind.NotFound,
        $"This dashboard has no copy of the batch “{id.Value}”.",
        "Check the id, or import a saved results file of the batch.");

    /// <summary>The same for a script, which has no page before it that could open the batch.</summary>
    public static Problem NeverOpened(BatchId id) => UnknownHere(id) with
    {
        Advice = $"Check the id. Opening /batches/{id.Value}?status=failed downloads the batch; a saved results file of it can be imported.",
    };

    public static Problem NoSuchJob(string job) => new(
        ProblemKind.NotFound,
        $"The batch has no job “{Shorten(job)}”.",
        "Look for the file by its name in the batch's jobs.");

    public static Problem NoSuchError(string errorType) => new(
        ProblemKind.NotFound,
        $"No file of the batch failed with “{Shorten(errorType)}”.",
        "The batch's page lists the errors that there are.");

    public static Problem NotCopied(string what, Freshness freshness) => new(
        ProblemKind.NotCopiedYet,
        freshness.Total > 0
            ? $"{what} is not among the jobs that are copied so far: {freshness.Jobs}."
            : $"{what} is not copied yet.",
        freshness.Kind == FreshnessKind.Copying ? "The copy is under way; this page follows it." : "Import the other pages of the batch's results.");

    public static Problem Slow(BatchId id) => new(
        ProblemKind.ApiFailed,
        $"Wickson has not answered about {Batch(id)} yet.",
        "You are looking at the copy that is kept here; the answer is shown as soon as it comes.");

    public static Problem Stopped(string what) => new(
        ProblemKind.NotCopiedYet,
        $"{what} is not among the jobs that were copied before the copy was stopped.",
        "Copy all jobs, or refresh the batch, to go on.");

    public static string Batch(BatchId id) => $"the batch “{id.Value}”";

    public static string Media(MediaId id) => $"the media item “{id.Value}”";

    /// <summary>Long hostile text must not fill a page, nor hide in it or turn it round.</summary>
    public static string Shorten(string text, int length = 80) => PlainLine.Of(text, length);

    /// <summary>An export or a kit of some jobs would pass for one of all.</summary>
    public static Problem NotWhole(CachedBatch batch) => new(
        ProblemKind.NotCopiedYet,
        batch.Filling is { Jobs: > 0 } part
            ? $"Only {new Portion(part.Jobs, Math.Max(part.ExpectedJobs, batch.Total))} jobs of the batch are downloaded here, and the file would have all of them."
            : "The jobs of the batch are not downloaded here yet, and the file is made of them.",
        "Open the batch, choose “Fetch all jobs”, and ask again when they are here.");

    private static Problem Storage(string sentence) => new(
        ProblemKind.StorageFailed, sentence, "Check the disk and the file's permissions; nothing that was stored is lost by trying again.");

    private static ProblemKind KindOf(WicksonFailure failure) => failure switch
    {
        WicksonFailure.NotFound => ProblemKind.NotFound,
        WicksonFailure.Unauthorized or WicksonFailure.Forbidden => ProblemKind.AccessRefused,
        WicksonFailure.RateLimited => ProblemKind.RateLimited,
        _ => ProblemKind.ApiFailed,
    };

    private static string Sentence(WicksonError error, string what) => error.Failure switch
    {
        WicksonFailure.NotFound => $"Wickson does not know {what}.",
        WicksonFailure.Unauthorized => "Wickson did not accept the API key.",
        WicksonFailure.Forbidden => $"The API key is not allowed to read {what}.",

        // The budget's own answer says for whom the rest is kept.
        WicksonFailure.RateLimited when error.Status is null => error.Message,
        WicksonFailure.RateLimited => error.IsHourSpent ? "The hour's requests to Wickson are used up." : RequestBudget.TooManyAtOnce,
        WicksonFailure.Rejected when error.IsQuoted => $"Wickson refused the request for {what}: {Clause(error.Message)}",
        WicksonFailure.ServerError when error.IsQuoted => $"Wickson failed while it read {what}: {Clause(error.Message)}",

        // The client's own words say how long it waited, where it knocked and what it could not read.
        _ => error.Message,
    };

    private static string AdviceFor(WicksonError error) => error.Failure switch
    {
        WicksonFailure.NotFound => "Check the id: letters, digits and dashes, as Wickson gave it when it was created.",
        WicksonFailure.Unauthorized => "The account owner has to check the setting Wickson:ApiKey.",
        WicksonFailure.Forbidden => "The account owner has to give the key this capability.",
        WicksonFailure.PaymentRequired => "The account owner has to see to the account's credit at Wickson.",
        WicksonFailure.RequestTooLarge => "Send fewer or smaller files at once: at most 25 files and 100 MB a batch.",
        WicksonFailure.NotSent => "Choose the file again, and leave it alone while it is sent.",
        WicksonFailure.RateLimited => "Wait until requests are allowed again; what is copied can be used meanwhile.",
        WicksonFailure.TooLarge => "Choose a smaller page, or raise Wickson:MaxBodyBytes.",
        WicksonFailure.Unreachable => "Check the network and the setting Wickson:BaseUrl, then try again.",
        _ => string.IsNullOrWhiteSpace(error.Suggestion) ? "Try again in a minute." : Clause(error.Suggestion),
    };

    internal static string Clause(string text)
    {
        var clause = Shorten(text, 300);
        return clause.Length == 0 || ".!?…".Contains(clause[^1], StringComparison.Ordinal) ? clause : clause + ".";
    }
}
