using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>A resubmission, and what became of it.</summary>
/// <param name="Sources">The batches whose files were sent.</param>
/// <param name="Outcomes">Of the files of each new batch, by its id; empty while batches are on their way.</param>
public sealed record ResubmissionView(
    StoredResubmission Resubmission, IReadOnlyList<ResubmissionSource> Sources, IReadOnlyDictionary<string, SentCounts> Outcomes)
{
    public SentCounts Files { get; } = Outcomes.Values.Aggregate(SentCounts.None, (sum, files) => sum + files);
}

/// <summary>A batch whose failed files were sent again.</summary>
/// <param name="Effective">What all its resubmissions made of it; null while none was accepted.</param>
public sealed record ResubmissionSource(BatchId Id, string Title, EffectiveCompletion? Effective);
