namespace BatchDashboard.Data.Failures;

/// <summary>The failures of a copy, grouped.</summary>
/// <param name="Failures">How many were looked at.</param>
/// <param name="Groups">The largest first; of equally large ones, the one that came first.</param>
/// <param name="Others">Groups beyond those of the list.</param>
/// <param name="OtherFailures">Failures in <paramref name="Others"/>.</param>
public sealed record FailureGroups(long Failures, IReadOnlyList<FailureGroup> Groups, int Others, long OtherFailures)
{
    public static FailureGroups None { get; } = new(0, [], 0, 0);
}

/// <summary>Failures that share a message pattern, or the value of a detail key.</summary>
/// <param name="Id">Names the group in a filter: stays the same in every copy and batch.</param>
/// <param name="Text">The pattern or the value; null for failures without one.</param>
public sealed record FailureGroup(string Id, string? Text, long Count)
{
    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }
    public long? SmallestBytes { get; init; }
    public long? LargestBytes { get; init; }
    public long TotalBytes { get; init; }
    /// <summary>Endings of the file names, most frequent first; null for names without one.</summary>
    public IReadOnlyList<(string? Ending, long Count)> Formats { get; init; } = [];
    /// <summary>The first few jobs, by ordinal.</summary>
    public IReadOnlyList<long> Sample { get; init; } = [];
}
