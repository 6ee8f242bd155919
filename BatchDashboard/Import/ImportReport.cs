using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Import;

/// <summary>What became of one imported file.</summary>
/// <param name="FileName">As it was given.</param>
/// <param name="Batch">The batch that it was a page of; null when it was none.</param>
/// <param name="Jobs">Rows that were stored.</param>
/// <param name="Problem">Why it was refused; null when it was taken.</param>
public sealed record ImportReport(string FileName, BatchId? Batch, int Jobs, Problem? Problem)
{
    /// <summary>Batches beyond <see cref="Batch"/> that the file had pages of.</summary>
    public int OtherBatches { get; init; }

    /// <summary>Empty, or what stands after the batch's id when the file had more.</summary>
    public string AndOthers => OtherBatches switch
    {
        0 => "",
        1 => " and 1 other batch",
        _ => FormattableString.Invariant($" and {OtherBatches:N0} other batches"),
    };

    /// <summary>Rows that were not stored, for what is here of their batch is as new or newer.</summary>
    public int AlreadyHere { get; init; }
}
