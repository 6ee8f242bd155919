using System.Text.Json.Serialization;

namespace BatchDashboard.Data;

/// <summary>The facts of a whole copy as they are kept with it.</summary>
internal sealed record StoredFacts(Columns.SnapshotSums Sums, IReadOnlyList<StoredErrorFacts> Errors)
{
    /// <summary>Jobs that came more than once: how often too many.</summary>
    public long Repeats { get; init; }
}

internal sealed record StoredErrorFacts
{
    /// <summary>Of so many failures, the first of an error type, the details are looked into.</summary>
    public const int MostDetailed = 5000;

    public string? Code { get; init; }
    public long Count { get; init; }
    public required IReadOnlyList<StoredCount> Formats { get; init; }
    public required IReadOnlyList<StoredCount> Messages { get; init; }
    public required IReadOnlyList<StoredDetail> Details { get; init; }
    public long? SmallestBytes { get; init; }
    public long? LargestBytes { get; init; }
    public required IReadOnlyList<long> First { get; init; }
    public IReadOnlyList<RefusedFormat> Refused { get; init; } = [];
}

internal sealed record StoredDetail(string Key, IReadOnlyList<StoredCount> Values);

internal sealed record StoredCount(string? Value, long Count);

[JsonSerializable(typeof(StoredFacts))]
internal sealed partial class FactsJson : JsonSerializerContext;
