using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Reads the errors of all batches over a period, beside the period of the same length before it, from what is counted of each batch.</summary>
public sealed class ErrorTrendReader(BatchStore store, ErrorTrendGroupReader groups)
{
    /// <summary>Batches that are listed for one error type.</summary>
    public const int MaxBatches = 200;

    // An API that gives each file a code of its own must not cost a question for each.
    private const int MaxTypesWithBatches = 100;

    public async Task<ErrorTrends> ReadAsync(ErrorsQuery query, CancellationToken cancellation)
    {
        var totals = await store.ErrorTotalsAsync(query.Scope, cancellation);
        query = query with { Collection = totals.Collection };
        var before = totals.Before.ToDictionary(type => type.Hash, type => type.Files);
        var types = new List<ErrorTrend>();
        foreach (var type in totals.Now.OrderByDescending(type => type.Files).ThenByDescending(type => before.GetValueOrDefault(type.Hash)).ThenBy(type => type.Name, StringComparer.Ordinal))
        {
            var batches = query.IsWhole || types.Count < MaxTypesWithBatches
                ? await store.WithErrorAsync(query.Scope, type.Name!, query.IsWhole ? int.MaxValue : MaxBatches, cancellation)
                : [];
            types.Add(Trend(type, query.Days == 0 ? null : before.GetValueOrDefault(type.Hash), batches));
        }

        var names = types.Select(type => type.Name!).ToHashSet(WordComparer.Instance);
        query = query with { ErrorType = FilterChoices.Spelled(query.ErrorType, [.. types.Select(type => type.Name!)]) };
        var present = totals.Now.Select(type => type.Hash).ToHashSet();
        return new ErrorTrends(
            query,
            [.. totals.Collections.Order(StringComparer.OrdinalIgnoreCase)],
            totals.Batches,
            types,
            [.. totals.Before.Where(type => !present.Contains(type.Hash)).OrderByDescending(type => type.Files).Select(type => new ErrorTrend(type.Name, 0, type.Files, []))],
            Days(totals, names))
        {
            NotTold = totals.Unknown,
            Groups = query.ErrorType.Length == 0
                ? null
                : await groups.ReadAsync(query, types.Where(type => WordComparer.Instance.Equals(type.Name, query.ErrorType)).Sum(type => type.Count), cancellation),
        };
    }

    // The spelling of the batch with the most files is the one that is shown.
    private static ErrorTrend Trend(ErrorTotal type, long? before, IReadOnlyList<ErrorOfBatch> batches)
    {
        var name = batches.Count > 0 ? batches[0].Name : type.Name;
        return new ErrorTrend(name, type.Files, before, [.. batches.Select(batch => ErrorTrendBatch.Of(batch, new JobQuery { ErrorCodes = [batch.Name!] }))])
        {
            BatchCount = type.Batches,
            FirstSeen = type.FirstAt,
            LastSeen = type.LastAt,
        };
    }

    private static IReadOnlyList<ErrorDay> Days(ErrorTotals totals, HashSet<string> names) =>
    [
        .. totals.Days
            .GroupBy(day => day.Day)
            .Select(day => new ErrorDay(
                day.Key,
                [.. day.Select(type => new NamedCount(names.TryGetValue(type.ErrorType, out var name) ? name : type.ErrorType, type.Files)).OrderByDescending(type => type.Count)])),
    ];
}
