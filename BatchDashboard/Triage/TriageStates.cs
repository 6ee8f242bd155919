using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Triage;

/// <summary>All triage of one batch at one moment.</summary>
/// <param name="Revision">Grows with every change of the batch: a key for what is made of the states.</param>
/// <param name="Groups">By error type; those without a word said are not there.</param>
/// <param name="Jobs">By job key.</param>
public sealed record TriageStates(
    BatchId Batch,
    long Revision,
    IReadOnlyDictionary<string, TriageEntry> Groups,
    IReadOnlyDictionary<string, TriageMark> Jobs)
{
    /// <summary>A job's own state wins over that of its error group; null when neither has one.</summary>
    public TriageMark? Of(string jobKey, string? errorType) =>
        Jobs.TryGetValue(jobKey, out var own) ? own
        : errorType is not null && Groups.TryGetValue(errorType, out var group) && !group.Mark.IsWithdrawn ? group.Mark
        : null;

    /// <summary>Failed jobs in one of some states: their own, or else that of their error type; open without either.</summary>
    public JobMarks Marks(IReadOnlyCollection<TriageState> wanted) => new(
        errorType => wanted.Contains(Groups.TryGetValue(errorType, out var entry) && !entry.Mark.IsWithdrawn ? entry.Mark.State : TriageState.Open),
        Jobs.Where(job => !wanted.Contains(job.Value.State)).Select(job => job.Key).ToHashSet(StringComparer.Ordinal),
        Jobs.Where(job => wanted.Contains(job.Value.State)).Select(job => job.Key).ToHashSet(StringComparer.Ordinal),
        $"triage {string.Join(' ', wanted)} {Revision}");
}
