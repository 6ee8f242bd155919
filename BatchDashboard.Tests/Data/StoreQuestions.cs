using BatchDashboard.Data;
using BatchDashboard.Queries;

namespace BatchDashboard.Tests.Data;

/// <summary>Questions that only tests ask.</summary>
internal static class StoreQuestions
{
    public static async Task<IReadOnlyList<StoredJob>> FindJobsAsync(
        this BatchStore store, long snapshot, JobQuery filter, long skip, int take, CancellationToken cancellation) =>
        (await store.MatchAsync(snapshot, filter, skip, take, cancellation)).Jobs;
}
