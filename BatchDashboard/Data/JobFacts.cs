namespace BatchDashboard.Data;

/// <summary>Counts over the rows of a snapshot, each list most frequent first. Failed means status <c>failed</c>.</summary>
public sealed record JobFacts(
    long Jobs,
    long DistinctJobIds,
    long Succeeded,
    long Failed,
    IReadOnlyList<(string? Value, long Count)> ByStatus,
    IReadOnlyList<(string? Value, long Count)> ByMediaType,
    IReadOnlyList<(string? Value, long Count)> ByErrorCode,
    long TotalBytes,
    long SizedJobs,
    StoredJob? Largest,
    long RepeatedJobIds)
{
    /// <summary>Jobs that the API sent again, and that are counted and kept once.</summary>
    public long Repeats { get; init; }
}

/// <summary>What failed jobs have in common: file endings (lower case, with the dot), messages and detail values, most frequent first.</summary>
public sealed record ErrorFacts(
    long Count,
    IReadOnlyList<(string? Value, long Count)> Formats,
    IReadOnlyList<(string? Value, long Count)> Messages,
    IReadOnlyList<(string Key, IReadOnlyList<(string? Value, long Count)> Values)> Details,
    long? SmallestBytes,
    long? LargestBytes,
    IReadOnlyList<StoredJob> FirstJobs)
{
    /// <summary>What their errors say of the files' formats, most frequent first.</summary>
    public IReadOnlyList<RefusedFormat> Refused { get; init; } = [];
}
