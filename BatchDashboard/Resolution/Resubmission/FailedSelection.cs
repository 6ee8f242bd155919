using BatchDashboard.Lineage;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Failed files that are to be sent again, and the batch that they failed in.</summary>
/// <param name="Files">In the order of the grid; empty while the copy of the batch is under way.</param>
/// <param name="SentBefore">Files of the selection that are left out, because they were sent again already.</param>
/// <param name="IsWhole">False while the batch's jobs are still being copied.</param>
public sealed record FailedSelection(BatchView Batch, IReadOnlyList<FileToFix> Files, int SentBefore, bool IsWhole)
{
    /// <summary>Earlier resubmissions of the batch's files of which something is still to be sent or in doubt.</summary>
    public IReadOnlyList<StoredResubmission> Unfinished { get; init; } = [];

    /// <summary>What failed, most frequent first, with what the playbook says about it.</summary>
    public IReadOnlyList<FailedKind> Kinds { get; init; } = [];
}

/// <summary>The files of a selection that failed in one way.</summary>
public sealed record FailedKind(string ErrorType, long Count, Advice Advice, string? Resolution);
