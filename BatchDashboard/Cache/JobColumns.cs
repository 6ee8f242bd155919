namespace BatchDashboard.Cache;

/// <summary>A job as its row holds it.</summary>
public sealed record JobColumns
{
    public string? JobId { get; init; }
    public string? MediaId { get; init; }
    public string? FileName { get; init; }
    public string? MediaType { get; init; }
    public string? Status { get; init; }
    public long? SizeBytes { get; init; }
    public long? CreatedAt { get; init; }
    public long? CompletedAt { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public JobShape Shape { get; init; }

    /// <summary>The size is that of the rounded megabytes.</summary>
    public bool IsSizeApproximate => SizeBytes is not null && Shape[JobField.SizeBytes] is (FieldState.Missing or FieldState.Null or FieldState.Approximate);

    /// <summary>Milliseconds; negative when the API's clocks disagree.</summary>
    public long? Duration => CompletedAt - CreatedAt;
}

/// <summary>A job in a list: what its row holds, without <c>error.details</c> and unknown fields.</summary>
/// <param name="Ordinal">0-based place in the API's order.</param>
/// <param name="IsRepeat">Another job before it has the same job id.</param>
public sealed record ListedJob(long Ordinal, JobColumns Columns, bool IsRepeat);
