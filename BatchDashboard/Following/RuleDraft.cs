namespace BatchDashboard.Following;

/// <summary>A rule as somebody types it: every box may hold anything.</summary>
public sealed class RuleDraft
{
    /// <summary>Null for a new rule.</summary>
    public string? Id { get; init; }

    /// <summary>Of the rule that the form was filled from.</summary>
    public long Revision { get; init; }

    public string Name { get; set; } = "";
    public ScopeKind Scope { get; set; }
    public string Collection { get; set; } = "";
    public string Batch { get; set; } = "";
    public ConditionKind Condition { get; set; }
    public string Percent { get; set; } = "10";
    public string Code { get; set; } = "";
    public string Minutes { get; set; } = "15";
    public bool NotifiesBrowsers { get; set; }
    public bool IsEnabled { get; set; } = true;
    public List<WebhookDraft> Webhooks { get; } = [];

    public static RuleDraft Of(FollowRule rule)
    {
        var draft = new RuleDraft
        {
            Id = rule.Id,
            Revision = rule.Revision,
            Name = rule.Name,
            Scope = rule.Scope.Kind,
            Collection = rule.Scope.Kind == ScopeKind.Collection ? rule.Scope.Value : "",
            Batch = rule.Scope.Kind == ScopeKind.Batch ? rule.Scope.Value : "",
            Condition = rule.Condition.Kind,
            Code = rule.Condition.Code,
            NotifiesBrowsers = rule.NotifiesBrowsers,
            IsEnabled = rule.IsEnabled,
        };
        if (rule.Condition.Kind == ConditionKind.FailedShare)
        {
            draft.Percent = FormattableString.Invariant($"{rule.Condition.Percent:0.##}");
        }

        if (rule.Condition.Kind == ConditionKind.Stalled)
        {
            draft.Minutes = FormattableString.Invariant($"{rule.Condition.Minutes}");
        }

        draft.Webhooks.AddRange(rule.Webhooks.Select(webhook => new WebhookDraft { Kept = webhook, Kind = webhook.Kind }));
        return draft;
    }
}

/// <summary>A webhook as somebody types it.</summary>
public sealed class WebhookDraft
{
    /// <summary>The one that is stored, whose address and secret stay where nothing new is typed; null for a new one.</summary>
    public Webhook? Kept { get; init; }

    public WebhookKind Kind { get; set; }
    public string Url { get; set; } = "";
    public string Secret { get; set; } = "";

    /// <summary>Messages are no longer signed.</summary>
    public bool DropsSecret { get; set; }
}
