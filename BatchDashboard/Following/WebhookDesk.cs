using System.Text.Json;
using BatchDashboard.Data;

namespace BatchDashboard.Following;

/// <summary>One attempt of a message that was taken for sending, from the rule's address to the line in the delivery log.</summary>
public sealed class WebhookDesk(FollowStore store, WebhookSecrets secrets, WebhookSender sender, TimeProvider time, ILogger<WebhookDesk> logger)
{
    /// <summary>Sends, and stores what came of it.</summary>
    public async Task<DeliveryEntry> AttemptAsync(DeliveryEntry message, CancellationToken cancellation)
    {
        var webhook = await FindAsync(message, cancellation);
        var attempt = webhook is null
            ? new Attempt(AttemptResult.Refused, "Not sent: the rule, or its webhook, is gone.")
            : await SendAsync(webhook, message, cancellation);

        var settled = Settled(message with { Target = webhook?.Target ?? message.Target, Attempts = message.Attempts + 1, LastAt = time.GetUtcNow() }, attempt);
        await store.SettleDeliveryAsync(settled, cancellation);
        logger.LogInformation(
            "Delivery {Delivery} to {Target}, attempt {Attempt}: {Answer}", settled.DeliveryId, settled.Target, settled.Attempts, settled.Answer);
        return settled;
    }

    private async Task<Attempt> SendAsync(Webhook webhook, DeliveryEntry message, CancellationToken cancellation)
    {
        try
        {
            return secrets.Open(webhook.Sealed) is { } address
                ? await sender.SendAsync(address, message, cancellation)
                : new Attempt(AttemptResult.Refused, "Not sent: the webhook's address cannot be read any more, for the keys in the data directory are others now. Enter it anew in the rule.");
        }
        catch (DatabaseException failure)
        {
            return new Attempt(AttemptResult.Failed, "Not sent. " + failure.Message);
        }
    }

    private async Task<Webhook?> FindAsync(DeliveryEntry message, CancellationToken cancellation)
    {
        try
        {
            return await store.FindRuleAsync(message.RuleId, cancellation) is { } rule
                ? StoredRule.Read(rule).Webhooks.FirstOrDefault(webhook => webhook.Id == message.WebhookId)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A test is for somebody who waits for its answer: it is not repeated behind their back.
    private DeliveryEntry Settled(DeliveryEntry message, Attempt attempt)
    {
        if (attempt.Result == AttemptResult.Delivered)
        {
            return message with { State = DeliveryState.Delivered, NextAt = null, Answer = attempt.Sentence };
        }

        var wait = attempt.Result == AttemptResult.Failed && message.EventKey is not null
            ? RetrySchedule.After(message.Attempts, attempt.RetryAfter, Random.Shared.NextDouble())
            : null;
        return wait is { } later
            ? message with { State = DeliveryState.Waiting, NextAt = time.GetUtcNow() + later, Answer = attempt.Sentence }
            : message with { State = DeliveryState.GivenUp, NextAt = null, Answer = attempt.Sentence };
    }
}
