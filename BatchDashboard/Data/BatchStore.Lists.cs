using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <content>Many batches at once.</content>
public sealed partial class BatchStore
{
    /// <summary>One page of the batches that match, with the numbers around it, all of one state of the database.</summary>
    public Task<BatchListPage> PageAsync(BatchListQuery query, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var collections = await CollectionsAsync(context, token);
            var (scope, collection) = await ScopeAsync(context, query, collections, now, token);
            var days = await DaysAsync(scope, token);
            var found = scope.Containing(query.Search);
            var statuses = await StatusesAsync(found, token);
            string[] chosen = [.. statuses.Select(status => status.Value).Where(status => query.Statuses.Contains(status, StringComparer.OrdinalIgnoreCase))];
            string[] spelled = [.. chosen, .. query.Statuses.Except(chosen, StringComparer.OrdinalIgnoreCase)];
            var total = statuses.Where(status => spelled.Length == 0 || spelled.Contains(status.Value, StringComparer.Ordinal)).Sum(status => status.Count);
            var page = (int)Math.Clamp((total - 1) / query.PageSize + 1, 1, query.Page);
            query = query with { Page = page, Statuses = spelled, Collection = collection };
            var matching = spelled.Length == 0 ? found : found.Where(batch => spelled.Contains(batch.Status));
            var ids = matching.Sorted(query, now).Skip((page - 1) * query.PageSize).Take(query.PageSize).Select(batch => batch.BatchId);
            return new BatchListPage(
                query,
                total == 0 ? [] : await OrderedAsync(context, await ids.ToListAsync(token), token),
                total,
                query is { Days: 0, Collection.Length: 0 } ? days.Sum(day => (long)day.Batches) : await context.Known().CountAsync(token),
                [.. statuses.Where(status => status.Value.Length > 0)],
                collections,
                days);
        },
        cancellation);

    /// <summary>All known batches, newest first. Only for questions over all copies.</summary>
    public Task<IReadOnlyList<CachedBatch>> ListAsync(CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Known().NewestFirst().ReadAsync(context, token), cancellation);

    /// <summary>The batches that go on, newest first.</summary>
    public Task<IReadOnlyList<CachedBatch>> UnfinishedAsync(CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Known().Where(batch => !batch.IsFinal).NewestFirst().ReadAsync(context, token), cancellation);

    /// <summary>The batches that go on, and those of which an answer came since a time; newest first.</summary>
    public Task<IReadOnlyList<CachedBatch>> UnfinishedOrFetchedAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var earliest = since.ToUnixTimeMilliseconds();
        return _database.ReadAsync(
            (context, token) => context.Known().Where(batch => !batch.IsFinal || batch.FetchedAt >= earliest).NewestFirst().ReadAsync(context, token), cancellation);
    }

    /// <summary>Jobs of all copies that are read, and how many of these copies are whole.</summary>
    public Task<(long Jobs, long Whole)> CopiesAsync(CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var whole = context.Snapshots.Where(copy => copy.CompletedAt != null);
            var jobs = await whole.SumAsync(copy => copy.Jobs, token)
                + await context.Snapshots.Where(copy => copy.CompletedAt == null && !whole.Any(other => other.BatchKey == copy.BatchKey)).SumAsync(copy => copy.Jobs, token);
            return (jobs, await whole.LongCountAsync(token));
        },
        cancellation);

    /// <summary>The batches of these ids that are known, newest first.</summary>
    public Task<IReadOnlyList<CachedBatch>> FindAsync(IEnumerable<BatchId> ids, CancellationToken cancellation)
    {
        string[] wanted = [.. ids.Select(id => id.Value)];
        return wanted.Length == 0
            ? Task.FromResult<IReadOnlyList<CachedBatch>>([])
            : _database.ReadAsync(
                (context, token) => context.Known().Where(batch => EF.Parameter(wanted).Contains(batch.BatchId)).NewestFirst().ReadAsync(context, token),
                cancellation);
    }

    /// <summary>Failed files of those of the batches that are in the period and the collection of a query.</summary>
    public Task<IReadOnlyDictionary<BatchId, long>> FailedAsync(BatchListQuery query, IEnumerable<BatchId> ids, CancellationToken cancellation)
    {
        string[] wanted = [.. ids.Select(id => id.Value)];
        return _database.ReadAsync<IReadOnlyDictionary<BatchId, long>>(
            async (context, token) =>
            {
                var (scope, _) = await ScopeAsync(context, query, [], _time.GetUtcNow(), token);
                return await scope
                    .Where(batch => EF.Parameter(wanted).Contains(batch.BatchId))
                    .Select(batch => new { batch.BatchId, batch.Failed })
                    .ToDictionaryAsync(batch => BatchId.Parse(batch.BatchId), batch => batch.Failed, token);
            },
            cancellation);
    }

    // Ids alone are sorted by the database: whole rows are many times as long.
    private static async Task<IReadOnlyList<CachedBatch>> OrderedAsync(DashboardContext context, List<string> ids, CancellationToken cancellation)
    {
        var batches = await context.Batches.Where(batch => EF.Parameter(ids).Contains(batch.BatchId)).ReadAsync(context, cancellation);
        var byId = batches.ToDictionary(batch => batch.Id.Value, StringComparer.Ordinal);
        return ids.ConvertAll(id => byId[id]);
    }

    // The batches of the period and the collection, and the collection as it is spelled most often.
    private static async Task<(IQueryable<BatchRow> Batches, string Collection)> ScopeAsync(
        DashboardContext context, BatchListQuery query, IReadOnlyList<(string Value, long Count)> collections, DateTimeOffset now, CancellationToken cancellation)
    {
        var scope = context.Known().Within(query.Days, now);
        if (query.Collection.Length == 0)
        {
            return (scope, "");
        }

        // Case is ignored as .NET does it and not as a database does; the search finds every spelling that it can be.
        var candidates = await context.Known().Containing(query.Collection).Select(batch => batch.Collection).Distinct().ToListAsync(cancellation);
        string[] spellings = [.. candidates.OfType<string>().Where(one => StoredText.Fold(one) == StoredText.Fold(query.Collection))];
        var spelled = spellings.Contains(query.Collection, StringComparer.Ordinal)
            ? query.Collection
            : collections.Select(one => one.Value).FirstOrDefault(one => spellings.Contains(one, StringComparer.Ordinal)) ?? query.Collection;
        return (scope.Where(batch => spellings.Contains(batch.Collection)), spelled);
    }

    private static async Task<IReadOnlyList<(string Value, long Count)>> CollectionsAsync(DashboardContext context, CancellationToken cancellation)
    {
        var counted = await context.Known()
            .Where(batch => batch.Collection != null && batch.Collection != "")
            .GroupBy(batch => batch.Collection!)
            .Select(group => new { Value = group.Key, Count = group.LongCount() })
            .OrderByDescending(group => group.Count)
            .ThenBy(group => group.Value)
            .Take(BatchListPage.MaxCollections)
            .ToListAsync(cancellation);
        return counted.ConvertAll(group => (group.Value, group.Count));
    }

    private static async Task<List<(string Value, long Count)>> StatusesAsync(IQueryable<BatchRow> batches, CancellationToken cancellation)
    {
        var counted = await batches
            .GroupBy(batch => batch.Status)
            .Select(group => new { Value = group.Key, Count = group.LongCount() })
            .OrderByDescending(group => group.Count)
            .ThenBy(group => group.Value)
            .ToListAsync(cancellation);
        return counted.ConvertAll(group => (group.Value, group.Count));
    }

    private static async Task<IReadOnlyList<BatchDay>> DaysAsync(IQueryable<BatchRow> batches, CancellationToken cancellation)
    {
        var days = await batches
            .Select(batch => new
            {
                Day = batch.HappenedAt / BatchQueries.DayMilliseconds,
                batch.Total,
                batch.Successful,
                batch.Failed,
            })
            .GroupBy(batch => batch.Day)
            .Select(day => new
            {
                Day = day.Key,
                Batches = day.Count(),
                Files = day.Sum(batch => batch.Total),
                Succeeded = day.Sum(batch => batch.Successful),
                Failed = day.Sum(batch => batch.Failed),
            })
            .OrderBy(day => day.Day)
            .ToListAsync(cancellation);
        return days.ConvertAll(day => new BatchDay(BatchQueries.Day(day.Day), day.Batches, day.Files, day.Succeeded, day.Failed));
    }
}
