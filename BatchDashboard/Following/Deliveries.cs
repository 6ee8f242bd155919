using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>Messages to webhooks, as rules and operators ask for them.</summary>
public sealed class Deliveries(
    FollowStore store, WebhookDesk desk, WebhookDispatch dispatch, FollowFeed feed, IOptions<FollowingOptions> options, FollowingMode mode, TimeProvider time)
{
    /// <summary>A test is sent by whoever asked for it; should they be gone, the dispatch sends it after this time.</summary>
    private static readonly TimeSpan TestLease = TimeSpan.FromMinutes(2);

    /// <summary>False in the cache mode, in which nothing touches the network.</summary>
    public bool AreSent => mode.SendsMessages;

    /// <summary>The newest first.</summary>
    public Task<List<DeliveryEntry>> ListAsync(int most, CancellationToken cancellation) => store.ListDeliveriesAsync(most, cancellation);

    /// <summary>Sends a test and tells what came of it, in words.</summary>
    public async Task<DeliveryEntry> TestAsync(FollowRule rule, Webhook webhook, CancellationToken cancellation)
    {
        if (!AreSent)
        {
            throw new InvalidOperationException("Nothing is sent in the cache mode.");
        }

        var message = Message(WebhookMessage.Test(rule, time.GetUtcNow(), options.Value.PublicUrl), webhook);
        var settled = await desk.AttemptAsync(await store.AddDeliveryAsync(message, TestLease, cancellation), cancellation);
        feed.Tell();
        return settled;
    }

    /// <summary>Sends a settled message once more, under the id that it has. False when there is none, or it is about to be sent.</summary>
    public async Task<bool> ResendAsync(long key, CancellationToken cancellation)
    {
        var isWaiting = AreSent && await store.ResendDeliveryAsync(key, cancellation);
        dispatch.Wake();
        feed.Tell();
        return isWaiting;
    }

    /// <summary>The messages that an event asks for; they are stored with it.</summary>
    public IReadOnlyList<DeliveryEntry> Of(FollowRule rule, FollowEventEntry found, BatchFigures figures)
    {
        var eventId = WebhookMessage.IdOf(rule.Id, found.BatchId, found.Cause);
        var message = new WebhookMessage(rule, eventId, found.HappenedAt, found.Sentence, figures, options.Value.PublicUrl);
        return AreSent ? [.. rule.Webhooks.Select(webhook => Message(message, webhook))] : [];
    }

    /// <summary>Messages were stored.</summary>
    public void Wake() => dispatch.Wake();

    private DeliveryEntry Message(WebhookMessage message, Webhook webhook)
    {
        var now = time.GetUtcNow();
        return new DeliveryEntry(
            0, message.Rule.Id, null, webhook.Id, Guid.NewGuid().ToString("N"), webhook.Target, message.Body(webhook.Kind), DeliveryState.Waiting, 0, now, now, null, null);
    }
}
