using System.Text.Json.Serialization;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>A batch as it was when a rule came true; part of the message of a generic webhook.</summary>
public sealed record BatchFigures(
    string Id,
    string? Name,
    string? Collection,
    string Status,
    long Succeeded,
    long Failed,
    long Total,
    double? FailedPercent,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt)
{
    /// <summary>The batch's page; null while <c>Following:PublicUrl</c> is not set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    public static BatchFigures Of(CachedBatch batch) => new(
        batch.Id.Value,
        batch.Name,
        batch.Collection,
        batch.Status,
        batch.Successful,
        batch.Failed,
        batch.Total,
        Share(batch) is { } share ? BatchCounts.Rounded(share, 2) : null,
        batch.CreatedAt,
        batch.StartedAt,
        batch.CompletedAt);

    /// <summary>Failed files of all files, in percent; null for a batch without files. It never falls while a batch runs.</summary>
    public static double? Share(CachedBatch batch) =>
        Math.Max(batch.Total, batch.Successful + batch.Failed) is > 0 and var total ? 100.0 * batch.Failed / total : null;
}
