namespace BatchDashboard.Lineage;

/// <summary>One act of sending corrected files, as one batch or several.</summary>
/// <param name="EndedAt">Null while a batch of it is still to be sent, on its way, or in doubt.</param>
public sealed record StoredResubmission(
    string ResubmissionId, string? Collection, bool ForceOverwrite, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The batches whose failed files were sent again.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<ResubmittedBatch> Batches { get; init; } = [];
}

/// <summary>What is to be sent. The batches are numbered from 1, in the order of <see cref="ResubmittedFile.BatchNumber"/>.</summary>
public sealed record NewResubmission(string Id, string? Collection, bool ForceOverwrite, string StartedBy, IReadOnlyList<ResubmittedFile> Files);
