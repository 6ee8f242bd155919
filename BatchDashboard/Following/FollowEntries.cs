namespace BatchDashboard.Following;

/// <summary>A rule as it is stored; what it means is known to the folder that follows batches.</summary>
/// <param name="Definition">JSON.</param>
/// <param name="Revision">1 for a new one; who changes it names the one that they saw.</param>
public sealed record FollowRuleEntry(string RuleId, string Name, string Definition, bool IsEnabled, DateTimeOffset CreatedAt, long Revision);

/// <summary>A rule that came true for a batch.</summary>
/// <param name="Key">0 until it is stored.</param>
/// <param name="Facts">JSON.</param>
/// <param name="ReadAt">Null while nobody has read it.</param>
public sealed record FollowEventEntry(
    long Key, string RuleId, string BatchId, string Cause, DateTimeOffset HappenedAt, string Sentence, string Facts, DateTimeOffset? ReadAt);

/// <summary>A message to a webhook.</summary>
/// <param name="Key">0 until it is stored.</param>
/// <param name="EventKey">Null for a test.</param>
/// <param name="Target">Scheme and host, for people.</param>
/// <param name="NextAt">When to send it; null once it is settled.</param>
/// <param name="Answer">What the last attempt came to, in words.</param>
/// <param name="TakenUntil">Until then nobody else sends it, by the clock of <see cref="Data.Database"/>; null while nobody does.</param>
public sealed record DeliveryEntry(
    long Key,
    string RuleId,
    long? EventKey,
    string WebhookId,
    string DeliveryId,
    string Target,
    string Body,
    DeliveryState State,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt,
    DateTimeOffset? LastAt,
    string? Answer,
    DateTimeOffset? TakenUntil = null);

public enum DeliveryState
{
    Waiting,
    Delivered,
    GivenUp,
}
