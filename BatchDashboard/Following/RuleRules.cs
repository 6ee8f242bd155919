using System.Globalization;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>The boxes of the form, by which complaints are told.</summary>
public static class RuleField
{
    public const string Name = "name";
    public const string Scope = "scope";
    public const string Condition = "condition";

    public static string Url(int webhook) => FormattableString.Invariant($"url-{webhook}");

    public static string Secret(int webhook) => FormattableString.Invariant($"secret-{webhook}");
}

/// <summary>What may stand in each box of a rule, and one sentence for what may not.</summary>
public static class RuleRules
{
    public const int LongestName = 80;
    public const int LongestText = 200;
    public const int MostWebhooks = 5;
    public const int FewestMinutes = 5;
    public const int MostMinutes = 1440;
    public const int ShortestSecret = 16;
    public const int LongestSecret = 200;

    /// <summary>One sentence for each box that is wrong.</summary>
    public static Dictionary<string, string> Complaints(RuleDraft draft, bool allowPrivate)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(found, RuleField.Name, Name(draft.Name.Trim()));
        Add(found, RuleField.Scope, Scope(draft));
        Add(found, RuleField.Condition, Condition(draft));
        for (var index = 0; index < draft.Webhooks.Count; index++)
        {
            var webhook = draft.Webhooks[index];
            Add(found, RuleField.Url(index), index >= MostWebhooks ? $"A rule has at most {MostWebhooks} webhooks." : Url(webhook, allowPrivate));
            Add(found, RuleField.Secret(index), Secret(webhook.Secret));
        }

        return found;
    }

    /// <summary>The condition of a draft without complaints.</summary>
    public static RuleCondition Read(RuleDraft draft) => draft.Condition switch
    {
        ConditionKind.FailedShare => new RuleCondition(draft.Condition, Percent: TryPercent(draft.Percent, out var percent) ? percent : 0),
        ConditionKind.ErrorCode => new RuleCondition(draft.Condition, Code: draft.Code.Trim()),
        ConditionKind.Stalled => new RuleCondition(draft.Condition, Minutes: TryMinutes(draft.Minutes, out var minutes) ? minutes : MostMinutes),
        _ => new RuleCondition(ConditionKind.Finished),
    };

    private static void Add(Dictionary<string, string> found, string field, string? complaint)
    {
        if (complaint is not null)
        {
            found[field] = complaint;
        }
    }

    private static string? Name(string name) => name switch
    {
        "" => "Give the rule a name, so that its messages can be told apart.",
        { Length: > LongestName } => $"The name is longer than {LongestName} characters.",
        _ when PlainLine.Of(name) != name => "The name holds a character that cannot be seen. Type it anew.",
        _ => null,
    };

    private static string? Scope(RuleDraft draft) => draft.Scope switch
    {
        ScopeKind.All => null,
        ScopeKind.Collection => Text(draft.Collection.Trim(), "Say which collection, as the API writes its name."),
        ScopeKind.Batch => BatchId.TryParse(draft.Batch.Trim(), out _)
            ? null
            : "This cannot be a batch id: it has up to 128 letters, digits, and the signs - _ . : ~, such as batch-abc123.",
        _ => "Choose which batches the rule is about.",
    };

    private static string? Condition(RuleDraft draft) => draft.Condition switch
    {
        ConditionKind.Finished => null,
        ConditionKind.FailedShare => TryPercent(draft.Percent, out _) ? null : "Type a share from 0 to 99.99 percent, such as 5 or 2.5.",
        ConditionKind.ErrorCode => Text(draft.Code.Trim(), "Say which error code, such as format_error."),
        ConditionKind.Stalled => TryMinutes(draft.Minutes, out _)
            ? null
            : $"Type whole minutes from {FewestMinutes} to {MostMinutes}: running batches are asked about once a minute.",
        _ => "Choose what the rule looks for.",
    };

    private static string? Text(string text, string empty) =>
        text.Length == 0 ? empty : text.Length > LongestText ? $"This is longer than {LongestText} characters." : null;

    private static string? Url(WebhookDraft webhook, bool allowPrivate)
    {
        var text = webhook.Url.Trim();
        return text.Length > 0 ? WebhookUrl.Read(text, allowPrivate).Complaint
            : webhook.Kept is null ? "Paste the address that the receiver gave you." : null;
    }

    private static string? Secret(string secret) => secret switch
    {
        "" => null,
        { Length: < ShortestSecret } => $"A secret of fewer than {ShortestSecret} characters can be guessed.",
        { Length: > LongestSecret } => $"The secret is longer than {LongestSecret} characters.",
        _ when secret.Any(letter => letter is <= ' ' or > '~') => "Use letters, digits and signs of ASCII without spaces: a secret is copied by hand.",
        _ => null,
    };

    private static bool TryPercent(string text, out double percent) =>
        double.TryParse(text.Trim().TrimEnd('%').Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out percent)
        && percent is >= 0 and <= 99.99;

    private static bool TryMinutes(string text, out int minutes) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out minutes) && minutes is >= FewestMinutes and <= MostMinutes;
}
