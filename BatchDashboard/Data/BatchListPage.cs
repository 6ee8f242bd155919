using BatchDashboard.Queries;

namespace BatchDashboard.Data;

/// <summary>One page of the list of batches, and what there is around it.</summary>
/// <param name="Query">What was answered: the page is one that there is, and values are spelled as the batches have them.</param>
/// <param name="Batches">The batches of the page, in order.</param>
/// <param name="Total">Batches that match.</param>
/// <param name="Known">All batches.</param>
/// <param name="Statuses">Statuses of the batches that match everything but the status, most frequent first; without an empty one.</param>
/// <param name="Collections">Collections of all batches, most frequent first; at most <see cref="MaxCollections"/>.</param>
/// <param name="Days">Sums of the batches in the period and the collection of the query, by the day on which they ended; oldest first.</param>
public sealed record BatchListPage(
    BatchListQuery Query,
    IReadOnlyList<CachedBatch> Batches,
    long Total,
    long Known,
    IReadOnlyList<(string Value, long Count)> Statuses,
    IReadOnlyList<(string Value, long Count)> Collections,
    IReadOnlyList<BatchDay> Days)
{
    public const int MaxCollections = 200;
}
