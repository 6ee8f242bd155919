using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>The failures of one error type in one batch, grouped.</summary>
/// <param name="By">The detail key; null for message patterns.</param>
/// <param name="Failures">How many were grouped.</param>
/// <param name="Others">Groups beyond those of the list, and their failures.</param>
/// <param name="Keys">What else they can be grouped by, most frequent first.</param>
public sealed record FailureGroupsView(
    string? By, long Failures, IReadOnlyList<FailureGroupView> Groups, (int Groups, long Failures) Others, IReadOnlyList<string> Keys);

/// <summary>One group of failures.</summary>
/// <param name="Text">The pattern or value; null for failures without one.</param>
/// <param name="Jobs">Finds just its jobs.</param>
public sealed record FailureGroupView(string? Text, long Count, double Share, JobQuery Jobs)
{
    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }
    public long? SmallestBytes { get; init; }
    public long? LargestBytes { get; init; }
    public IReadOnlyList<NamedCount> Formats { get; init; } = [];
    public IReadOnlyList<JobLink> Sample { get; init; } = [];
    /// <summary>Those of which a corrected file has succeeded.</summary>
    public long Fixed { get; init; }
}

/// <summary>Errors over all batches of a period. A batch counts on the day (UTC) on which it ended, or began while it runs.</summary>
/// <param name="Collections">What can be chosen.</param>
/// <param name="Batches">Batches of the period, those without failures included.</param>
/// <param name="Types">The largest first.</param>
/// <param name="Gone">Types of the period before that this one does not have.</param>
public sealed record ErrorTrends(
    ErrorsQuery Query,
    IReadOnlyList<string> Collections,
    int Batches,
    IReadOnlyList<ErrorTrend> Types,
    IReadOnlyList<ErrorTrend> Gone,
    IReadOnlyList<ErrorDay> Days)
{
    public long Failures => Types.Sum(type => type.Count);

    /// <summary>Failed jobs of the period that no error type counts yet: only their number is here.</summary>
    public long NotTold { get; init; }

    /// <summary>Files that failed and did not succeed since; one that failed in several batches counts in the last.</summary>
    public long StillFailing => Types.Sum(type => type.StillFailing);

    /// <summary>The groups of <see cref="ErrorsQuery.ErrorType"/>; null when none is looked into.</summary>
    public ErrorTrendGroups? Groups { get; init; }
}

/// <summary>One error type, or one group of it, over a period.</summary>
/// <param name="Name">The error type, the pattern or the value; null for failures without one.</param>
/// <param name="Before">Failures in the period of the same length before; null when the period is all time.</param>
/// <param name="Batches">The largest first; of very many, only the first (<see cref="BatchCount"/> counts all).</param>
public sealed record ErrorTrend(string? Name, long Count, long? Before, IReadOnlyList<ErrorTrendBatch> Batches)
{
    public int BatchCount { get; init; } = Batches.Count;

    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Files of which a corrected one has succeeded.</summary>
    public long Fixed { get; init; }

    /// <inheritdoc cref="BatchListItem.FailedAgain" />
    public long FailedAgain { get; init; }

    public long StillFailing => Count - Fixed - FailedAgain;

    /// <summary>It was not there in the period before.</summary>
    public bool IsNew => Before is 0 && Count > 0;
}

/// <param name="Jobs">Finds just these failures in the batch.</param>
public sealed record ErrorTrendBatch(BatchId Id, string Title, long Count, JobQuery Jobs)
{
    public DateTimeOffset? CompletedAt { get; init; }

    public static ErrorTrendBatch Of(ErrorOfBatch error, JobQuery jobs) =>
        new(error.Batch, BatchTitle.Of(error.Batch, error.BatchName), error.Files, jobs) { CompletedAt = error.CompletedAt };
}

/// <summary>Failures of one day by error type, the largest first.</summary>
public sealed record ErrorDay(DateOnly Day, IReadOnlyList<NamedCount> Types)
{
    public long Count => Types.Sum(type => type.Count);
}

/// <summary>The groups of one error type over a period.</summary>
/// <param name="NotGrouped">Failures of batches that are not copied, so that only their number is known.</param>
/// <param name="Others">Failures in smaller groups than those of the lists.</param>
public sealed record ErrorTrendGroups(
    IReadOnlyList<ErrorTrend> Groups, IReadOnlyList<ErrorTrend> Gone, IReadOnlyList<string> Keys, long NotGrouped, long Others);
