using BatchDashboard.Cache;

namespace BatchDashboard.Tests.Cache;

/// <summary>Questions that only tests ask.</summary>
internal static class StoreQuestions
{
    public static async Task<IReadOnlyList<ListedJob>> FindJobsAsync(
        this BatchStore store, long snapshot, JobFilter filter, long skip, int take, CancellationToken cancellation) =>
        (await store.MatchAsync(snapshot, filter, skip, take, cancellation)).Jobs;
}
