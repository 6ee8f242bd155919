using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>What became of one imported file.</summary>
/// <param name="FileName">As it was given.</param>
/// <param name="Batch">The batch that it was a page of; null when it was none.</param>
/// <param name="Jobs">Rows that were stored.</param>
/// <param name="Problem">Why it was refused; null when it was taken.</param>
public sealed record ImportReport(string FileName, BatchId? Batch, int Jobs, Problem? Problem)
{
    /// <summary>Rows that were not stored, for what is here of their batch is as new or newer.</summary>
    public int AlreadyHere { get; init; }
}
