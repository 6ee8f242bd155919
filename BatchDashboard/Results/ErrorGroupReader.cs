using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads the errors of one batch from its copy.</summary>
public sealed class ErrorGroupReader(BatchStore store, FactsReader factsReader, JobPageReader pages)
{
    /// <summary>Null when neither the API's summary nor the rows know the error type.</summary>
    public async Task<ErrorGroupDetail?> ReadAsync(
        CachedBatch batch, string errorType, int page, Freshness freshness, CancellationToken cancellation)
    {
        if (batch.Readable is not { } snapshot)
        {
            return null;
        }

        var facts = await factsReader.ReadAsync(batch, cancellation);
        var header = await store.HeaderAsync(snapshot.Key, cancellation);
        var group = ErrorGroupBuilder.Build(header, facts, batch.Failed, batch.Id).FirstOrDefault(one => WordComparer.Instance.Equals(one.ErrorType, errorType));
        if (group is null)
        {
            return null;
        }

        var rows = facts?.Errors.GetValueOrDefault(group.ErrorType);
        var query = new JobQuery { ErrorCodes = [group.ErrorType], Page = Math.Max(1, page) };
        return new ErrorGroupDetail
        {
            BatchId = batch.Id,
            BatchTitle = BatchTitle.Of(batch.Id, batch.Name),
            Group = group,
            Freshness = freshness,
            Jobs = await pages.ReadAsync(batch, query, facts, header, cancellation),
            Details = [.. (rows?.Details ?? []).Select(detail => new DetailFacet(detail.Key, Named(detail.Values)))],
            DetailsOf = rows?.Count > StoredErrorFacts.MostDetailed ? StoredErrorFacts.MostDetailed : null,
            Messages = Named(rows?.Messages ?? []),
        };
    }

    private static List<NamedCount> Named(IReadOnlyList<(string? Value, long Count)> counts) =>
        [.. counts.Select(one => new NamedCount(one.Value ?? "none", one.Count))];
}
