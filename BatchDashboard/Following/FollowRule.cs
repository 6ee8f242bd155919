using BatchDashboard.Data;

namespace BatchDashboard.Following;

/// <summary>What to watch batches for, and whom to tell. The people at the dashboard are always told.</summary>
public sealed record FollowRule
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required RuleScope Scope { get; init; }
    public required RuleCondition Condition { get; init; }
    /// <summary>Browsers that have the dashboard open show a notification.</summary>
    public bool NotifiesBrowsers { get; init; }
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];
    public bool IsEnabled { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Since when it looks for this, of these batches: what was over before is history.</summary>
    public DateTimeOffset Since { get; init; }
    /// <summary>Who changes the rule names the revision that they saw.</summary>
    public long Revision { get; init; }
}

/// <summary>Which batches a rule is about.</summary>
/// <param name="Value">The collection or the batch id; empty for all batches.</param>
public sealed record RuleScope(ScopeKind Kind, string Value = "")
{
    public bool Holds(CachedBatch batch) => Kind switch
    {
        ScopeKind.Collection => string.Equals(batch.Collection, Value, StringComparison.Ordinal),
        ScopeKind.Batch => batch.Id.Value == Value,
        _ => true,
    };
}

public enum ScopeKind
{
    All,
    Collection,
    Batch,
}

/// <summary>What has to be true of a batch.</summary>
/// <param name="Percent">For <see cref="ConditionKind.FailedShare"/>: 0 to under 100.</param>
/// <param name="Code">For <see cref="ConditionKind.ErrorCode"/>.</param>
/// <param name="Minutes">For <see cref="ConditionKind.Stalled"/>.</param>
public sealed record RuleCondition(ConditionKind Kind, double Percent = 0, string Code = "", int Minutes = 0);

public enum ConditionKind
{
    /// <summary>The batch is final.</summary>
    Finished,
    /// <summary>More than a share of all its files failed.</summary>
    FailedShare,
    /// <summary>A file failed with the error code.</summary>
    ErrorCode,
    /// <summary>It runs, and no figure of it has moved for some minutes.</summary>
    Stalled,
}

/// <summary>Where a rule sends its messages.</summary>
/// <param name="Target">Scheme and host: the rest of the address can be a secret.</param>
/// <param name="IsSigned">There is a secret, so messages carry a signature.</param>
/// <param name="Sealed">The address and the secret, protected.</param>
public sealed record Webhook(string Id, WebhookKind Kind, string Target, bool IsSigned, string Sealed)
{
    /// <summary>Never with the sealed part, however it is printed.</summary>
    public override string ToString() => $"{Kind} {Target}";
}

public enum WebhookKind
{
    Generic,
    Slack,
    Teams,
}
