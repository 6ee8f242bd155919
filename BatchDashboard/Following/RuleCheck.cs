using System.Globalization;
using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>That a condition is true of a batch.</summary>
/// <param name="Cause">The same for the same thing: it is told once.</param>
public sealed record Finding(string Cause, string Sentence);

/// <summary>What is known of a batch beside its figures.</summary>
/// <param name="Errors">Failed files by error code.</param>
/// <param name="StillFor">How long no figure has moved while the API was asked; zero when that is not known.</param>
public sealed record BatchFacts(IReadOnlyDictionary<string, long> Errors, TimeSpan StillFor);

/// <summary>Decides whether a condition is true of a batch.</summary>
public static class RuleCheck
{
    /// <summary>What <see cref="Of"/> would find, before it is looked for. A batch that moves and stalls again has stalled for another cause.</summary>
    public static string Cause(RuleCondition condition, CachedBatch batch) => condition.Kind switch
    {
        ConditionKind.FailedShare => string.Create(CultureInfo.InvariantCulture, $"failed-share:{condition.Percent:0.##}"),
        ConditionKind.ErrorCode => "error-code:" + condition.Code,
        ConditionKind.Stalled => string.Create(CultureInfo.InvariantCulture, $"stalled:{condition.Minutes}:{batch.Successful + batch.Failed}"),
        _ => "finished",
    };

    /// <summary>Null while the condition is not true.</summary>
    public static Finding? Of(RuleCondition condition, CachedBatch batch, BatchFacts facts) => condition.Kind switch
    {
        ConditionKind.Finished when batch.IsFinal => Found(condition, batch, Ended(batch)),
        ConditionKind.FailedShare when BatchFigures.Share(batch) is { } share && share > condition.Percent => Found(
            condition, batch, $"{Files(batch.Failed)} of {Count(Total(batch))} in {Title(batch, "batch")} failed: {Percent(share)}, more than {Percent(condition.Percent)}."),
        ConditionKind.ErrorCode when facts.Errors.GetValueOrDefault(condition.Code) is > 0 and var failed => Found(
            condition, batch, $"{Files(failed)} of {Title(batch, "batch")} failed with {PlainLine.Of(condition.Code)}."),
        ConditionKind.Stalled when ApiWords.State(batch.Status) == BatchState.Running && facts.StillFor >= TimeSpan.FromMinutes(condition.Minutes) => Found(
            condition, batch, $"{Title(batch)} has stalled: nothing has moved for {Minutes(facts.StillFor)}, with {Count(batch.Successful + batch.Failed)} of {Files(Total(batch))} done."),
        _ => null,
    };

    private static Finding Found(RuleCondition condition, CachedBatch batch, string sentence) => new(Cause(condition, batch), sentence);

    private static string Ended(CachedBatch batch)
    {
        var how = ApiWords.State(batch.Status) switch
        {
            BatchState.Completed => "has completed",
            BatchState.Cancelled => "was cancelled",
            _ => "has failed",
        };
        return batch.Total == 0 && batch.Successful + batch.Failed == 0
            ? $"{Title(batch)} {how}. It has no files."
            : $"{Title(batch)} {how}: {Count(batch.Successful)} of {Files(Total(batch))} succeeded, {Count(batch.Failed)} failed.";
    }

    /// <summary>The batch by its name, and by its id where the name is none.</summary>
    private static string Title(CachedBatch batch, string noun = "Batch") =>
        PlainLine.Of(batch.Name) is { Length: > 0 } name ? $"“{name}”" : $"{noun} {batch.Id.Value}";

    private static long Total(CachedBatch batch) => Math.Max(batch.Total, batch.Successful + batch.Failed);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Files(long count) => count == 1 ? "1 file" : Count(count) + " files";

    private static string Percent(double percent) =>
        percent is > 0 and < 0.1 ? "less than 0.1 %" : BatchCounts.Rounded(percent, 2).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Minutes(TimeSpan span) => (long)span.TotalMinutes == 1 ? "1 minute" : Count((long)span.TotalMinutes) + " minutes";
}
