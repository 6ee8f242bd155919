using BatchDashboard.Lineage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>What resubmissions made of a batch.</summary>
public sealed record BatchLineageView
{
    /// <summary>Null when none of its failed files were sent again.</summary>
    public EffectiveCompletion? Effective { get; init; }

    /// <summary>The batches that files of this one came from or went to; its first members came from nowhere else.</summary>
    public required IReadOnlyList<FamilyMember> Family { get; init; }
}

/// <summary>Completion with the files that succeeded when they were sent again.</summary>
/// <param name="Percent">Of the batch alone, as <see cref="CompletionView.Percent"/>.</param>
/// <param name="Effective">(succeeded + fixed) / total, 0 to 100.</param>
/// <param name="Files">Failed files that were sent again, each once.</param>
public sealed record EffectiveCompletion(double? Percent, double? Effective, SentCounts Files, int Resubmissions)
{
    public long Fixed => Files.Succeeded;
}

/// <summary>A batch in the tree of a family.</summary>
public sealed record FamilyMember
{
    public required BatchId Id { get; init; }
    public required string Title { get; init; }
    /// <summary>The API's own word; null for a batch that is not known here yet.</summary>
    public string? Status { get; init; }
    public BatchState State { get; init; }
    public CompletionView? Completion { get; init; }
    /// <summary>The batch whose page this is.</summary>
    public bool IsCurrent { get; init; }
    /// <summary>Files that came from the batch above; null at the top.</summary>
    public SentCounts? Sent { get; init; }
    /// <summary>The act of sending that they came by; null at the top.</summary>
    public string? Resubmission { get; init; }
    public IReadOnlyList<FamilyMember> Children { get; init; } = [];
    /// <summary>Children that are not listed, and their files.</summary>
    public int MoreChildren { get; init; }
    public SentCounts MoreFiles { get; init; } = SentCounts.None;
    /// <summary>It stands in the tree at another place too, where its children are.</summary>
    public bool IsElsewhere { get; init; }
}

/// <summary>Where a job came from and went to.</summary>
/// <param name="Sent">Files that were sent for it, oldest first.</param>
/// <param name="Origins">What it is the corrected version of, nearest first.</param>
public sealed record JobLineageView(IReadOnlyList<SentFile> Sent, IReadOnlyList<SentFile> Origins);

/// <summary>How often the advice for a failure helped.</summary>
public sealed record AdviceRates(IReadOnlyList<AdviceRate> Rates)
{
    public static AdviceRates None { get; } = new([]);

    /// <summary>Files sent after the advice for an error type, whatever its verdict was.</summary>
    public SentCounts Of(string errorType) =>
        Rates.Where(rate => WordComparer.Instance.Equals(rate.ErrorType, errorType)).Aggregate(SentCounts.None, (sum, rate) => sum + rate.Files);
}

/// <summary>Files sent after one advice.</summary>
/// <param name="ErrorType">"unknown" for failures without a code.</param>
/// <param name="Verdict">What the playbook said; empty when that was not kept.</param>
/// <param name="Weeks">The last twelve weeks with any, oldest first.</param>
public sealed record AdviceRate(string ErrorType, string Verdict, SentCounts Files, IReadOnlyList<AdviceWeek> Weeks);

/// <param name="Monday">The week's first day, UTC.</param>
public sealed record AdviceWeek(DateOnly Monday, SentCounts Files);
