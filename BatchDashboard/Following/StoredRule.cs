using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Following;

/// <summary>The definition of a rule as it stands in the database.</summary>
internal sealed record StoredRule(RuleScope Scope, RuleCondition Condition, bool NotifiesBrowsers, IReadOnlyList<Webhook> Webhooks, DateTimeOffset Since)
{
    public static FollowRuleEntry Write(FollowRule rule) => new(
        rule.Id,
        rule.Name,
        JsonSerializer.Serialize(new StoredRule(rule.Scope, rule.Condition, rule.NotifiesBrowsers, rule.Webhooks, rule.Since), FollowingJson.Default.StoredRule),
        rule.IsEnabled,
        rule.CreatedAt,
        rule.Revision);

    /// <exception cref="JsonException">The database was changed by another hand.</exception>
    public static FollowRule Read(FollowRuleEntry entry)
    {
        var stored = JsonSerializer.Deserialize(entry.Definition, FollowingJson.Default.StoredRule) ?? throw new JsonException("A rule is null.");
        return new FollowRule
        {
            Id = entry.RuleId,
            Name = entry.Name,
            Scope = stored.Scope,
            Condition = stored.Condition,
            NotifiesBrowsers = stored.NotifiesBrowsers,
            Webhooks = stored.Webhooks ?? [],
            IsEnabled = entry.IsEnabled,
            CreatedAt = entry.CreatedAt,
            Since = stored.Since,
            Revision = entry.Revision,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoredRule))]
[JsonSerializable(typeof(BatchFigures))]
[JsonSerializable(typeof(SealedAddress))]
[JsonSerializable(typeof(GenericMessage))]
internal sealed partial class FollowingJson : JsonSerializerContext;
