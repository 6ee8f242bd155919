using BatchDashboard.Data.Failures;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <content>The errors of many batches, from what is counted of each when it is written. A scope is the period and the collection of a query.</content>
public sealed partial class BatchStore
{
    /// <summary>Failed files of a batch by error type, as far as is known.</summary>
    public Task<IReadOnlyDictionary<string, long>> ErrorsAsync(BatchId id, CancellationToken cancellation) => _database.ReadAsync<IReadOnlyDictionary<string, long>>(
        async (context, token) =>
        {
            var errors = ErrorsOf(context, context.Batches.Where(batch => batch.BatchId == id.Value)).Select(one => new { one.Error.ErrorType, one.Error.Files });
            return (await errors.ToListAsync(token)).ToDictionary(error => error.ErrorType, error => error.Files, WordComparer.Instance);
        },
        cancellation);

    /// <summary>Failed files by error type over the batches of a scope, all of one state of the database.</summary>
    public Task<ErrorTotals> ErrorTotalsAsync(BatchListQuery query, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var collections = await CollectionsAsync(context, token);
            var (scope, collection) = await ScopeAsync(context, query, collections, now, token);
            var (all, _) = await ScopeAsync(context, query with { Days = 0 }, collections, now, token);
            var days = await ErrorsOf(context, scope)
                .GroupBy(one => new { Day = one.Batch.HappenedAt / BatchQueries.DayMilliseconds, one.Error.TypeHash })
                .Select(day => new
                {
                    day.Key.Day,
                    day.Key.TypeHash,
                    Name = day.Max(one => one.Error.ErrorType),
                    Files = day.Sum(one => one.Error.Files),
                    Batches = day.Count(),
                    First = day.Min(one => one.Batch.HappenedAt),
                    Last = day.Max(one => one.Batch.HappenedAt),
                })
                .OrderBy(day => day.Day)
                .ToListAsync(token);
            var before = await ErrorsOf(context, all.Before(query.Days, now))
                .GroupBy(one => one.Error.TypeHash)
                .Select(type => new { Hash = type.Key, Name = type.Max(one => one.Error.ErrorType), Files = type.Sum(one => one.Error.Files), Batches = type.Count() })
                .ToListAsync(token);
            return new ErrorTotals(
                collection,
                [.. collections.Select(one => one.Value)],
                await scope.CountAsync(token),
                await scope.SumAsync(batch => batch.UnknownErrors, token),
                [
                    .. days.GroupBy(day => day.TypeHash).Select(type => new ErrorTotal(type.Key, type.Last().Name, type.Sum(day => day.Files), type.Sum(day => day.Batches))
                    {
                        FirstAt = StoredTime.At(type.Min(day => day.First)),
                        LastAt = StoredTime.At(type.Max(day => day.Last)),
                    }),
                ],
                [.. before.Select(type => new ErrorTotal(type.Hash, type.Name, type.Files, type.Batches))],
                [.. days.Select(day => (BatchQueries.Day(day.Day), day.Name!, day.Files))]);
        },
        cancellation);

    /// <summary>The batches of a scope that have one error type, those with the most files of it first.</summary>
    /// <param name="most">So many at most.</param>
    /// <param name="before">Of the period before the scope's instead.</param>
    public Task<IReadOnlyList<ErrorOfBatch>> WithErrorAsync(
        BatchListQuery query, string errorType, int most, CancellationToken cancellation, bool before = false)
    {
        var hash = BatchErrors.Hash(errorType);
        return InScopeAsync(
            before ? query with { Days = 0 } : query,
            (context, scope, token) => ReadAsync(
                ErrorsOf(context, before ? scope.Before(query.Days, _time.GetUtcNow()) : scope)
                    .Where(one => one.Error.TypeHash == hash)
                    .OrderByDescending(one => one.Error.Files)
                    .ThenByDescending(one => one.Batch.ListedAt)
                    .Take(most),
                token),
            cancellation);
    }

    /// <summary>The errors of those of some batches that are in a scope.</summary>
    public Task<IReadOnlyList<ErrorOfBatch>> ErrorsOfAsync(BatchListQuery query, IEnumerable<BatchId> ids, CancellationToken cancellation)
    {
        string[] wanted = [.. ids.Select(id => id.Value).Distinct(StringComparer.Ordinal)];
        return wanted.Length == 0
            ? Task.FromResult<IReadOnlyList<ErrorOfBatch>>([])
            : InScopeAsync(
                query,
                (context, scope, token) => ReadAsync(ErrorsOf(context, scope.Where(batch => EF.Parameter(wanted).Contains(batch.BatchId))), token),
                cancellation);
    }

    /// <summary>The message patterns of one error type over the whole copies of a scope.</summary>
    /// <param name="most">Patterns of each list at most.</param>
    public Task<PatternTotals> PatternsAsync(BatchListQuery query, string errorType, int most, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var hash = BatchErrors.Hash(errorType);
            var (scope, _) = await ScopeAsync(context, query, [], now, token);
            var (all, _) = await ScopeAsync(context, query with { Days = 0 }, [], now, token);
            var patterns = PatternsOf(context, scope, hash);
            var before = PatternsOf(context, all.Before(query.Days, now), hash);
            var largest = await LargestAsync(patterns, most, token);
            long[] listed = [.. largest.Select(pattern => pattern.Hash)];
            return new PatternTotals(
                largest,
                await LargestAsync(before.Where(one => listed.Contains(one.Pattern.PatternHash)), most, token),
                await LargestAsync(before.Where(one => !patterns.Select(other => other.Pattern.PatternHash).Contains(one.Pattern.PatternHash)), most, token),
                await patterns.SumAsync(one => one.Pattern.Files, token));
        },
        cancellation);

    /// <summary>The batches of a scope that have one message pattern of an error type, those with the most files of it first.</summary>
    /// <param name="pattern">The hash of the pattern.</param>
    /// <param name="most">So many at most.</param>
    public Task<IReadOnlyList<ErrorOfBatch>> WithPatternAsync(BatchListQuery query, string errorType, long pattern, int most, CancellationToken cancellation)
    {
        var hash = BatchErrors.Hash(errorType);
        return InScopeAsync(
            query,
            async (context, scope, token) =>
            {
                var found = await PatternsOf(context, scope, hash)
                    .Where(one => one.Pattern.PatternHash == pattern && !one.Pattern.IsRest)
                    .OrderByDescending(one => one.Pattern.Files)
                    .ThenByDescending(one => one.Batch.ListedAt)
                    .Take(most)
                    .Select(one => new { one.Pattern.Pattern, one.Batch.BatchId, one.Batch.Name, one.Batch.CompletedAt, one.Pattern.Files })
                    .ToListAsync(token);
                return found.ConvertAll(one => new ErrorOfBatch(pattern, one.Pattern, BatchId.Parse(one.BatchId), one.Name, StoredTime.At(one.CompletedAt), one.Files));
            },
            cancellation);
    }

    private Task<IReadOnlyList<ErrorOfBatch>> InScopeAsync(
        BatchListQuery query, Func<DashboardContext, IQueryable<BatchRow>, CancellationToken, Task<List<ErrorOfBatch>>> read, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<ErrorOfBatch>>(
            async (context, token) =>
            {
                var (scope, _) = await ScopeAsync(context, query, [], _time.GetUtcNow(), token);
                return await read(context, scope, token);
            },
            cancellation);

    private static async Task<List<ErrorOfBatch>> ReadAsync(IQueryable<ErrorIn> errors, CancellationToken cancellation)
    {
        var rows = await errors
            .Select(one => new { one.Error.TypeHash, one.Error.ErrorType, one.Batch.BatchId, one.Batch.Name, one.Batch.CompletedAt, one.Error.Files })
            .ToListAsync(cancellation);
        return rows.ConvertAll(row => new ErrorOfBatch(row.TypeHash, row.ErrorType, BatchId.Parse(row.BatchId), row.Name, StoredTime.At(row.CompletedAt), row.Files));
    }

    private static async Task<IReadOnlyList<ErrorTotal>> LargestAsync(IQueryable<PatternIn> patterns, int most, CancellationToken cancellation)
    {
        var found = await patterns
            .Where(one => !one.Pattern.IsRest)
            .GroupBy(one => one.Pattern.PatternHash)
            .Select(group => new
            {
                Hash = group.Key,
                Name = group.Max(one => one.Pattern.Pattern),
                Files = group.Sum(one => one.Pattern.Files),
                Batches = group.Count(),
                First = group.Min(one => one.Pattern.FirstAt ?? one.Batch.HappenedAt),
                Last = group.Max(one => one.Pattern.LastAt ?? one.Batch.HappenedAt),
            })
            .OrderByDescending(group => group.Files)
            .ThenBy(group => group.Hash)
            .Take(most)
            .ToListAsync(cancellation);
        return found.ConvertAll(group => new ErrorTotal(group.Hash, group.Name, group.Files, group.Batches)
        {
            FirstAt = StoredTime.At(group.First),
            LastAt = StoredTime.At(group.Last),
        });
    }

    private static IQueryable<ErrorIn> ErrorsOf(DashboardContext context, IQueryable<BatchRow> batches) => context.Set<BatchErrorRow>().Join(
        batches, error => error.BatchKey, batch => batch.Key, (error, batch) => new ErrorIn { Error = error, Batch = batch });

    private static IQueryable<PatternIn> PatternsOf(DashboardContext context, IQueryable<BatchRow> batches, long typeHash) =>
        context.Set<ErrorPatternRow>()
            .Where(pattern => pattern.TypeHash == typeHash)
            .Join(context.Snapshots.Where(row => row.CompletedAt != null), pattern => pattern.SnapshotKey, row => row.Key, (pattern, row) => new { pattern, row.BatchKey })
            .Join(batches, one => one.BatchKey, batch => batch.Key, (one, batch) => new PatternIn { Pattern = one.pattern, Batch = batch });

    private sealed class ErrorIn
    {
        public required BatchErrorRow Error { get; init; }
        public required BatchRow Batch { get; init; }
    }

    private sealed class PatternIn
    {
        public required ErrorPatternRow Pattern { get; init; }
        public required BatchRow Batch { get; init; }
    }
}
