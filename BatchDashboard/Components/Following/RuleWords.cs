using BatchDashboard.Components.Display;
using BatchDashboard.Following;

namespace BatchDashboard.Components.Following;

/// <summary>Rules and messages in words.</summary>
public static class RuleWords
{
    public static string Of(RuleScope scope) => scope.Kind switch
    {
        ScopeKind.Collection => $"Batches of the collection “{Readable.Visible(Readable.Middle(scope.Value, 60))}”",
        ScopeKind.Batch => $"Batch {Readable.Middle(scope.Value, 60)}",
        _ => "All batches",
    };

    public static string Of(RuleCondition condition) => condition.Kind switch
    {
        ConditionKind.FailedShare => $"more than {Readable.Percent(condition.Percent)} of the files failed",
        ConditionKind.ErrorCode => $"a file failed with {Readable.Visible(Readable.Middle(condition.Code, 60))}",
        ConditionKind.Stalled => $"running, and nothing moved for {Readable.Count(condition.Minutes, "minute")}",
        _ => "a batch has finished",
    };

    public static string Of(WebhookKind kind) => kind switch
    {
        WebhookKind.Slack => "Slack",
        WebhookKind.Teams => "Teams",
        _ => "Webhook",
    };

    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "delivered",
        DeliveryState.GivenUp => "given up",
        _ => "waiting",
    };

    public static string ToneOf(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "succeeded",
        DeliveryState.GivenUp => "failed",
        _ => "waiting",
    };
}
