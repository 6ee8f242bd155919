using BatchDashboard.Data;

namespace BatchDashboard.Following;

/// <summary>Sends what waits in the database: one message at a time to a receiver, and to several receivers at once.</summary>
/// <remarks>
/// A message is taken for two minutes before it is sent, and settled after it. A process that ends in between leaves it to be
/// sent again, under the same delivery id: lost is nothing, and a repetition can be told.
/// </remarks>
public sealed class WebhookDispatch(FollowStore store, WebhookDesk desk, FollowFeed feed, TimeProvider time, ILogger<WebhookDispatch> logger)
    : BackgroundService
{
    private const int MostAtOnce = 8;

    // Longer than the longest time-out of an attempt.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan TidyInterval = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<string, Task> _receivers = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _tidiedAt;

    public override void Dispose()
    {
        _slots.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    /// <summary>There is something to send.</summary>
    public void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                await TidyAsync(stoppingToken);
                sleep = await TurnAsync(stoppingToken);
            }
            catch (DatabaseException failure)
            {
                logger.LogWarning("Messages to webhooks could not be looked up: {Reason}", failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A defect here must not stop the whole app; the next turn tries again.
                logger.LogError(failure, "Messages to webhooks were not sent.");
            }

            await SleepAsync(sleep, stoppingToken);
        }

        await Task.WhenAll(_receivers.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        foreach (var done in _receivers.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList())
        {
            _receivers.Remove(done);
        }

        var (due, next) = await store.DueAsync(cancellation);
        foreach (var receiver in due.GroupBy(message => message.Target, StringComparer.OrdinalIgnoreCase))
        {
            if (!_receivers.ContainsKey(receiver.Key))
            {
                _receivers[receiver.Key] = Task.Run(() => SendAllAsync([.. receiver], cancellation), cancellation);
            }
        }

        var sleep = next - time.GetUtcNow() ?? LongestSleep;
        return sleep < LongestSleep ? sleep : LongestSleep;
    }

    private async Task SendAllAsync(IReadOnlyList<DeliveryEntry> messages, CancellationToken cancellation)
    {
        try
        {
            foreach (var message in messages)
            {
                // For each message anew, so that whoever waits longest for a slot is next.
                await _slots.WaitAsync(cancellation);
                try
                {
                    if (await store.TakeDeliveryAsync(message.Key, Lease, cancellation))
                    {
                        await desk.AttemptAsync(message, cancellation);
                        feed.Tell();
                    }
                }
                finally
                {
                    _slots.Release();
                }
            }
        }
        catch (DatabaseException failure)
        {
            logger.LogWarning("Messages to {Target} could not be settled: {Reason}", messages[0].Target, failure.Message);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            logger.LogError(failure, "Messages to {Target} were not sent.", messages[0].Target);
        }
        finally
        {
            Wake();
        }
    }

    private async Task SleepAsync(TimeSpan length, CancellationToken cancellation)
    {
        if (length <= TimeSpan.Zero)
        {
            return;
        }

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = Task.Delay(length, time, woken.Token);
        var wake = _wake.WaitAsync(woken.Token);
        await Task.WhenAny(timer, wake);
        await woken.CancelAsync();
        await Task.WhenAll(timer, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TidyAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_tidiedAt is null || now - _tidiedAt >= TidyInterval)
        {
            await store.ForgetAsync(now - Kept, cancellation);
            _tidiedAt = now;
        }
    }
}
