
namespace BatchDashboard.Following;

/// <summary>What rules have found, and who has read of it: the team as a whole, not each operator.</summary>
public sealed class FollowEvents(FollowStore store, FollowFeed feed)
{
    /// <summary>The newest first.</summary>
    public Task<List<FollowEventEntry>> ListAsync(int most, CancellationToken cancellation) => store.ListEventsAsync(most, cancellation);

    public Task<long> CountUnreadAsync(CancellationToken cancellation) => store.CountUnreadAsync(cancellation);

    public async Task MarkReadAsync(FollowEventEntry happened, bool andOlder, CancellationToken cancellation)
    {
        await store.MarkReadAsync(happened.Key, andOlder, cancellation);
        feed.Tell();
    }
}
