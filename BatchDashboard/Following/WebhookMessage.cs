using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Wickson;

namespace BatchDashboard.Following;

/// <summary>What is to be told, written for each kind of receiver. Names of others are text there and never markup.</summary>
/// <param name="Figures">Null for a test.</param>
/// <param name="PublicUrl">Of the dashboard; empty for a message without a link.</param>
public sealed record WebhookMessage(FollowRule Rule, string EventId, DateTimeOffset HappenedAt, string Sentence, BatchFigures? Figures, string PublicUrl)
{
    private const int Version = 1;
    private const string OpenWords = "Open the batch";

    public static WebhookMessage Test(FollowRule rule, DateTimeOffset now, string publicUrl) => new(
        rule, "test", now, $"A test of the rule “{PlainLine.Of(rule.Name)}”: messages of this dashboard arrive here.", null, publicUrl);

    /// <summary>Tells events apart, and is the same for the same event.</summary>
    public static string IdOf(string ruleId, string batchId, string cause) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ruleId}\n{batchId}\n{cause}")).AsSpan(0, 16));

    public string Body(WebhookKind kind) => kind switch
    {
        WebhookKind.Slack => Slack().ToJsonString(),
        WebhookKind.Teams => Teams().ToJsonString(),
        _ => JsonSerializer.Serialize(
            new GenericMessage(
                Version, Type, EventId, HappenedAt, Sentence, new GenericRule(Rule.Id, Rule.Name, Rule.Condition), Figures is null ? null : Figures with { Url = Url }),
            FollowingJson.Default.GenericMessage),
    };

    private string Type => Figures is null ? "test" : Rule.Condition.Kind switch
    {
        ConditionKind.FailedShare => "batch.failed_share",
        ConditionKind.ErrorCode => "batch.error_code",
        ConditionKind.Stalled => "batch.stalled",
        _ => "batch.finished",
    };

    private string? Url => PublicUrl.Length > 0 && Figures is { } batch
        ? $"{PublicUrl.TrimEnd('/')}/batches/{Uri.EscapeDataString(batch.Id)}"
        : null;

    private string Footer => Figures is { } batch ? $"Rule {PlainLine.Of(Rule.Name)} · batch {batch.Id}" : "BatchDashboard";

    // Blocks of plain text: in Slack's markup a name could ring everybody or look like a link.
    private JsonObject Slack()
    {
        var blocks = new JsonArray(
            new JsonObject { ["type"] = "section", ["text"] = SlackText(Sentence) },
            new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(SlackText(Footer)) });
        if (Url is { } url)
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "actions",
                ["elements"] = new JsonArray(new JsonObject { ["type"] = "button", ["text"] = SlackText(OpenWords), ["url"] = url }),
            });
        }

        return new JsonObject { ["text"] = SlackEscaped(Sentence), ["blocks"] = blocks };
    }

    private static JsonObject SlackText(string text) => new() { ["type"] = "plain_text", ["text"] = SlackEscaped(text), ["emoji"] = false };

    private static string SlackEscaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    // A TextBlock would be read as Markdown; a TextRun is text.
    private JsonObject Teams()
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray(
                TeamsText(new JsonObject { ["type"] = "TextRun", ["text"] = Sentence, ["weight"] = "Bolder" }),
                TeamsText(new JsonObject { ["type"] = "TextRun", ["text"] = Footer, ["isSubtle"] = true, ["size"] = "Small" })),
        };
        if (Url is { } url)
        {
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = OpenWords, ["url"] = url });
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = card,
            }),
        };
    }

    private static JsonObject TeamsText(JsonObject run) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run) };
}
