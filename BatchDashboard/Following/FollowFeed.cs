namespace BatchDashboard.Following;

/// <summary>Tells open pages that rules, events or messages have changed. Handlers run on the teller's thread and must be quick.</summary>
public sealed class FollowFeed(ILogger<FollowFeed> logger)
{
    public event EventHandler? Changed;

    public void Tell()
    {
        foreach (var handler in (Changed?.GetInvocationList() ?? []).Cast<EventHandler>())
        {
            try
            {
                handler(this, EventArgs.Empty);
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "A page that shows what was followed failed.");
            }
        }
    }
}
