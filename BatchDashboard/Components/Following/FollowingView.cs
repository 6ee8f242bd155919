using BatchDashboard.Following;

namespace BatchDashboard.Components.Following;

/// <summary>All that the page about rules shows.</summary>
public sealed record FollowingView(
    IReadOnlyList<FollowRule> Rules, IReadOnlyList<FollowEventEntry> Events, IReadOnlyList<DeliveryEntry> Deliveries)
{
    public const int MostEvents = 100;
    public const int MostDeliveries = 100;

    /// <summary>The name of a rule, also of one that is gone.</summary>
    public string NameOf(string ruleId) => Rules.FirstOrDefault(rule => rule.Id == ruleId)?.Name ?? "a deleted rule";
}
