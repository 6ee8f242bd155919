using System.Text.Json;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>What became of a change of a rule. None of the two: it was made.</summary>
/// <param name="Complaints">One sentence for each box that is wrong, by <see cref="RuleField"/>.</param>
/// <param name="Sentence">Why nothing was stored, where no box is to blame.</param>
public sealed record RuleChange(IReadOnlyDictionary<string, string> Complaints, string? Sentence = null)
{
    public static RuleChange Made { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public static RuleChange Overtaken { get; } = Made with
    {
        Sentence = "Somebody else has changed or deleted this rule since you opened it. Nothing of yours was stored: look at it as it is now, then change it again.",
    };

    public bool IsMade => Complaints.Count == 0 && Sentence is null;
}

/// <summary>The rules, and their changes.</summary>
public sealed class FollowRules(
    FollowStore store, WebhookSecrets secrets, FollowWatch watch, FollowFeed feed, IOptions<FollowingOptions> options, TimeProvider time)
{
    private const int MostRules = 100;

    /// <summary>The oldest first. One that cannot be read is passed over.</summary>
    public async Task<IReadOnlyList<FollowRule>> ListAsync(CancellationToken cancellation)
    {
        var rules = new List<FollowRule>();
        foreach (var entry in await store.ListRulesAsync(cancellation))
        {
            try
            {
                rules.Add(StoredRule.Read(entry));
            }
            catch (JsonException)
            {
                // Written by another hand, or by a newer version.
            }
        }

        return rules;
    }

    public async Task<RuleChange> SaveAsync(RuleDraft draft, CancellationToken cancellation)
    {
        var complaints = RuleRules.Complaints(draft, options.Value.AllowPrivateAddresses);
        if (complaints.Count > 0)
        {
            return new RuleChange(complaints);
        }

        if (draft.Webhooks.Exists(webhook => webhook.Kept is { } kept && webhook.Url.Trim().Length == 0
            && (webhook.Secret.Length > 0 || webhook.DropsSecret) && secrets.Open(kept.Sealed) is null))
        {
            return RuleChange.Made with { Sentence = "The address of a webhook cannot be read any more, so its signature cannot be changed alone. Enter the address anew, with the secret." };
        }

        var rule = new FollowRule
        {
            Id = draft.Id ?? Guid.NewGuid().ToString("N"),
            Name = draft.Name.Trim(),
            Scope = new RuleScope(draft.Scope, draft.Scope switch
            {
                ScopeKind.Collection => draft.Collection.Trim(),
                ScopeKind.Batch => draft.Batch.Trim(),
                _ => "",
            }),
            Condition = RuleRules.Read(draft),
            NotifiesBrowsers = draft.NotifiesBrowsers,
            Webhooks = [.. draft.Webhooks.Select(Webhook)],
            IsEnabled = draft.IsEnabled,
            CreatedAt = time.GetUtcNow(),
            Since = time.GetUtcNow(),
            Revision = draft.Revision,
        };
        if (draft.Id is not null)
        {
            return await ChangeAsync(rule, cancellation);
        }

        if ((await store.ListRulesAsync(cancellation)).Count >= MostRules)
        {
            return RuleChange.Made with { Sentence = $"There are {MostRules} rules already. Delete one that nobody needs, then add this one." };
        }

        await store.AddRuleAsync(StoredRule.Write(rule), cancellation);
        Tell();
        return RuleChange.Made;
    }

    public Task<RuleChange> EnableAsync(FollowRule rule, bool isEnabled, CancellationToken cancellation) =>
        ChangeAsync(rule with { IsEnabled = isEnabled }, cancellation);

    public async Task<RuleChange> DeleteAsync(FollowRule rule, CancellationToken cancellation)
    {
        var isDeleted = await store.DeleteRuleAsync(rule.Id, rule.Revision, "Not sent: the rule was deleted.", cancellation);
        Tell();
        return isDeleted ? RuleChange.Made : RuleChange.Overtaken;
    }

    private async Task<RuleChange> ChangeAsync(FollowRule rule, CancellationToken cancellation)
    {
        if (await store.FindRuleAsync(rule.Id, cancellation) is not { } entry || entry.Revision != rule.Revision)
        {
            return RuleChange.Overtaken;
        }

        // Another name or receiver is the same watch; another condition, or a rule that rested, begins to look now.
        var before = StoredRule.Read(entry);
        var goesOn = before.Scope == rule.Scope && before.Condition == rule.Condition && before.IsEnabled;
        var changed = rule with { Since = goesOn ? before.Since : time.GetUtcNow() };
        var isChanged = await store.ChangeRuleAsync(StoredRule.Write(changed), cancellation);
        Tell();
        return isChanged ? RuleChange.Made : RuleChange.Overtaken;
    }

    private void Tell()
    {
        watch.LookAgain();
        feed.Tell();
    }

    // Where nothing new is typed, what is stored stays as it is: it is never read back into a form.
    private Webhook Webhook(WebhookDraft draft)
    {
        var typed = draft.Url.Trim();
        if (draft.Kept is { } untouched && typed.Length == 0 && draft.Secret.Length == 0 && !draft.DropsSecret)
        {
            return untouched with { Kind = draft.Kind };
        }

        var kept = draft.Kept is null ? null : secrets.Open(draft.Kept.Sealed);
        var secret = draft.Secret.Length > 0 ? draft.Secret : draft.DropsSecret ? null : kept?.Secret;
        var id = draft.Kept?.Id ?? Guid.NewGuid().ToString("N");
        if (draft.Kept is { } same && typed.Length == 0)
        {
            return kept is null || secret == kept.Secret
                ? same with { Kind = draft.Kind }
                : same with { Kind = draft.Kind, IsSigned = secret is not null, Sealed = secrets.Seal(kept with { Secret = secret }) };
        }

        return new Webhook(id, draft.Kind, WebhookUrl.Target(new Uri(typed)), secret is not null, secrets.Seal(new SealedAddress(typed, secret)));
    }
}
