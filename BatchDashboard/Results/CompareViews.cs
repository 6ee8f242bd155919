using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Two batches side by side, and one page of a list of their files.</summary>
public sealed record ComparePage
{
    /// <summary>The query that was answered, which may have another page than the one asked.</summary>
    public required CompareQuery Query { get; init; }
    public required CompareSide Left { get; init; }
    public required CompareSide Right { get; init; }

    /// <summary>Keys of jobs on both sides that are the same file, because the one was sent again as the other.</summary>
    public IReadOnlyList<(string Left, string Right)> Resubmitted { get; init; } = [];

    /// <summary>Null until both batches are copied wholly.</summary>
    public ComparedList? Files { get; init; }

    /// <summary>The chosen batches that are known here; empty while nothing is to be chosen.</summary>
    public IReadOnlyList<BatchListItem> Sides { get; init; } = [];

    /// <summary>What can be chosen, the likeliest first; empty while nothing is to be chosen.</summary>
    public IReadOnlyList<BatchListItem> Choices { get; init; } = [];
}

/// <summary>One of the two batches.</summary>
/// <param name="Problem">Why it cannot be compared: not chosen, no id, not known, not copied wholly; null when it can be.</param>
public sealed record CompareSide(BatchId? Id, BatchView? Batch, Problem? Problem)
{
    /// <summary>The database's key of the copy that is compared.</summary>
    public long Copy { get; init; }
}

/// <summary>One page of a list. Indexes are 1-based; both are 0 when there are no rows.</summary>
public sealed record ComparedList(FileCounts Counts, IReadOnlyList<ComparedRow> Rows, long Total, long First, long Last, int PageCount);

/// <summary>A file on both sides, or on one.</summary>
public sealed record ComparedRow(JobRow? Left, JobRow? Right)
{
    /// <summary>The name on the left where there is one.</summary>
    public string? FileName => Left is null ? Right?.FileName : Left.FileName;
}
