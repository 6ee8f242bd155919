using BatchDashboard.Data.Failures;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <content>The errors of many batches, from what is counted of each when it is written. A scope is the period and the collection of a query.</content>
public sealed partial class BatchStore
{
    private const int TypicalBatches = 20;

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
    public Task<IReadOnlyList<ErrorOfBatch>> WithErrorAsync(BatchListQuery query, string errorType, int most, CancellationToken cancellation)
    {
        var hash = BatchErrors.Hash(errorType);
        return InScopeAsync(
            query,
            (context, scope, token) => ReadAsync(
                ErrorsOf(context, scope)
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

    /// <summary>The groups of one error type over the whole copies of a scope: by message pattern, or by the values of a key of the details.</summary>
    /// <param name="key">In any case of letters; null for message patterns.</param>
    /// <param name="most">Groups of each list at most.</param>
    public Task<ErrorGroupTotals> ErrorGroupsAsync(BatchListQuery query, string errorType, string? key, int most, CancellationToken cancellation) => _database.ReadAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var (typeHash, keyHash) = (BatchErrors.Hash(errorType), ErrorGroups.KeyHash(key));
            var (scope, _) = await ScopeAsync(context, query, [], now, token);
            var (all, _) = await ScopeAsync(context, query with { Days = 0 }, [], now, token);
            var ofType = GroupsOf(context, scope, typeHash);
            var ofTypeBefore = GroupsOf(context, all.Before(query.Days, now), typeHash);
            var groups = ofType.Where(one => one.Group.KeyHash == keyHash);
            var before = ofTypeBefore.Where(one => one.Group.KeyHash == keyHash);
            var largest = await LargestAsync(groups, most, token);
            long[] listed = [.. largest.Select(group => group.Hash)];
            var known = await LargestAsync(before.Where(one => listed.Contains(one.Group.TextHash)), most, token);
            var gone = await LargestAsync(before.Where(one => !groups.Select(other => other.Group.TextHash).Contains(one.Group.TextHash)), most, token);
            if (key is not null)
            {
                var without = NotGiven(await WithoutAsync(ofType, keyHash, token));
                var withoutBefore = NotGiven(await WithoutAsync(ofTypeBefore, keyHash, token));
                largest = Largest(largest, without, most);
                known = Largest(known, without is null ? null : withoutBefore, most + 1);
                gone = Largest(gone, without is null ? withoutBefore : null, most);
            }

            // What the errors of a type say about files is much the same in all batches.
            var typical = ErrorsOf(context, scope)
                .Where(one => one.Error.TypeHash == typeHash)
                .OrderByDescending(one => one.Error.Files)
                .Take(TypicalBatches)
                .Select(one => one.Batch.Key);
            var keys = await ofType
                .Where(one => one.Group.KeyHash != 0 && typical.Contains(one.Batch.Key))
                .GroupBy(one => one.Group.KeyHash)
                .Select(group => new { Name = group.Max(one => one.Group.DetailKey), Files = group.Sum(one => one.Group.Files) })
                .OrderByDescending(found => found.Files)
                .ThenBy(found => found.Name)
                .ToListAsync(token);
            return new ErrorGroupTotals(
                largest, known, gone, [.. keys.Select(found => found.Name!)], await ofType.Where(one => one.Group.KeyHash == 0).SumAsync(one => one.Group.Files, token));
        },
        cancellation);

    /// <summary>The batches of a scope that have one group of an error type, those with the most files of it first.</summary>
    /// <param name="key">Of the details; null for message patterns.</param>
    /// <param name="text">Of the group; with a key, null for the failures that do not have it.</param>
    /// <param name="most">So many at most.</param>
    public Task<IReadOnlyList<ErrorOfBatch>> WithGroupAsync(
        BatchListQuery query, string errorType, string? key, string? text, int most, CancellationToken cancellation)
    {
        var (typeHash, keyHash, textHash) = (BatchErrors.Hash(errorType), ErrorGroups.KeyHash(key), ErrorGroups.Hash(text));
        return InScopeAsync(
            query,
            async (context, scope, token) =>
            {
                var ofType = GroupsOf(context, scope, typeHash);
                if (key is not null && text is null)
                {
                    var without = (await WithoutAsync(ofType, keyHash, token)).OrderByDescending(batch => batch.Files).Take(most).ToList();
                    int[] wanted = [.. without.Select(batch => batch.Key)];
                    var batches = await context.Batches
                        .Where(batch => EF.Parameter(wanted).Contains(batch.Key))
                        .Select(batch => new { batch.Key, batch.BatchId, batch.Name, batch.CompletedAt })
                        .ToDictionaryAsync(batch => batch.Key, token);
                    return without.ConvertAll(one =>
                    {
                        var batch = batches[one.Key];
                        return new ErrorOfBatch(textHash, null, BatchId.Parse(batch.BatchId), batch.Name, StoredTime.At(batch.CompletedAt), one.Files);
                    });
                }

                var found = await ofType
                    .Where(one => one.Group.KeyHash == keyHash && one.Group.TextHash == textHash && !one.Group.IsRest)
                    .OrderByDescending(one => one.Group.Files)
                    .ThenByDescending(one => one.Batch.ListedAt)
                    .Take(most)
                    .Select(one => new { one.Group.Text, one.Batch.BatchId, one.Batch.Name, one.Batch.CompletedAt, one.Group.Files })
                    .ToListAsync(token);
                return found.ConvertAll(one => new ErrorOfBatch(textHash, one.Text, BatchId.Parse(one.BatchId), one.Name, StoredTime.At(one.CompletedAt), one.Files));
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

    private static async Task<IReadOnlyList<ErrorTotal>> LargestAsync(IQueryable<GroupIn> groups, int most, CancellationToken cancellation)
    {
        var found = await groups
            .Where(one => !one.Group.IsRest)
            .GroupBy(one => one.Group.TextHash)
            .Select(group => new
            {
                Hash = group.Key,
                Name = group.Max(one => one.Group.Text),
                Files = group.Sum(one => one.Group.Files),
                Batches = group.Count(),
                First = group.Min(one => one.Group.FirstAt ?? one.Batch.HappenedAt),
                Last = group.Max(one => one.Group.LastAt ?? one.Batch.HappenedAt),
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

    private static IReadOnlyList<ErrorTotal> Largest(IReadOnlyList<ErrorTotal> groups, ErrorTotal? more, int most) =>
        more is null ? groups : [.. groups.Append(more).OrderByDescending(group => group.Files).Take(most)];

    // Failures that do not have a key: all of a batch less those that have it.
    private static async Task<IReadOnlyList<(int Key, long Files, long At)>> WithoutAsync(IQueryable<GroupIn> ofType, long keyHash, CancellationToken cancellation)
    {
        var batches = await ofType
            .Where(one => one.Group.KeyHash == 0 || one.Group.KeyHash == keyHash)
            .GroupBy(one => new { one.Batch.Key, one.Batch.HappenedAt })
            .Select(batch => new { batch.Key.Key, batch.Key.HappenedAt, Files = batch.Sum(one => one.Group.KeyHash == 0 ? one.Group.Files : -one.Group.Files) })
            .Where(batch => batch.Files > 0)
            .ToListAsync(cancellation);
        return batches.ConvertAll(batch => (batch.Key, batch.Files, batch.HappenedAt));
    }

    private static ErrorTotal? NotGiven(IReadOnlyList<(int Key, long Files, long At)> batches) => batches.Count == 0
        ? null
        : new ErrorTotal(ErrorGroups.Hash(null), null, batches.Sum(batch => batch.Files), batches.Count)
        {
            FirstAt = StoredTime.At(batches.Min(batch => batch.At)),
            LastAt = StoredTime.At(batches.Max(batch => batch.At)),
        };

    private static IQueryable<ErrorIn> ErrorsOf(DashboardContext context, IQueryable<BatchRow> batches) => context.Set<BatchErrorRow>().Join(
        batches, error => error.BatchKey, batch => batch.Key, (error, batch) => new ErrorIn { Error = error, Batch = batch });

    private static IQueryable<GroupIn> GroupsOf(DashboardContext context, IQueryable<BatchRow> batches, long typeHash) =>
        context.Set<ErrorGroupRow>()
            .Where(group => group.TypeHash == typeHash)
            .Join(context.Snapshots.Where(row => row.CompletedAt != null), group => group.SnapshotKey, row => row.Key, (group, row) => new { group, row.BatchKey })
            .Join(batches, one => one.BatchKey, batch => batch.Key, (one, batch) => new GroupIn { Group = one.group, Batch = batch });

    private sealed class ErrorIn
    {
        public required BatchErrorRow Error { get; init; }
        public required BatchRow Batch { get; init; }
    }

    private sealed class GroupIn
    {
        public required ErrorGroupRow Group { get; init; }
        public required BatchRow Batch { get; init; }
    }
}
