using BatchDashboard.Queries;

namespace BatchDashboard.Results;

/// <summary>The outcome of all batches in a period and a collection.</summary>
/// <param name="Days">Those of each day (UTC) on which a batch ended, or else began; the oldest first.</param>
public sealed record OutcomeFigures(long Batches, long Files, long Succeeded, long Failed, IReadOnlyList<BatchDay> Days)
{
    /// <summary>Failed files that succeeded when they were sent again.</summary>
    public long Fixed { get; init; }

    /// <summary>Failed files that did not succeed since; one that failed again in another batch counts once.</summary>
    public long StillFailing { get; init; } = Failed;

    /// <summary>Percent of the files with an outcome; null when there is none.</summary>
    public double? SuccessRate => Succeeded + Failed > 0 ? 100.0 * Succeeded / (Succeeded + Failed) : null;

    public static OutcomeFigures Of(IReadOnlyList<BatchDay> days) => new(
        days.Sum(day => (long)day.Batches), days.Sum(day => day.Files), days.Sum(day => day.Succeeded), days.Sum(day => day.Failed), days);

    /// <summary>The same, with what became of files that were sent again.</summary>
    /// <param name="batches">Failed, fixed and again failed files of each batch that any were sent of.</param>
    public OutcomeFigures With(IEnumerable<(long Failed, long Fixed, long FailedAgain)> batches)
    {
        var (isFixed, still) = (0L, Failed);
        foreach (var batch in batches)
        {
            // More cannot be fixed than failed; a batch that was read anew since may say so.
            var corrected = Math.Min(batch.Failed, batch.Fixed);
            isFixed += corrected;
            still -= Math.Min(batch.Failed, corrected + batch.FailedAgain);
        }

        return this with { Fixed = isFixed, StillFailing = still };
    }
}
