using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data.Columns;

/// <summary>One text of every job of all whole copies, for questions over all of them: read once, and what is new added to it.</summary>
internal sealed class AllTexts(Database database, CopyCache cache)
{
    // More are read as all of their kind.
    private const int MaxNamed = 500;

    /// <summary>The texts of each whole copy, by its key.</summary>
    public async Task<IReadOnlyDictionary<long, TextColumn>> GetAsync(ColumnKind kind, CancellationToken cancellation)
    {
        // Keys are never used again, so a copy in another's place has a higher one.
        var stamp = await database.ReadAsync(
            (context, token) => context.Snapshots.Where(row => row.CompletedAt != null).GroupBy(_ => 1)
                .Select(all => new { Copies = all.Count(), Newest = all.Max(row => row.Key) }).SingleOrDefaultAsync(token),
            cancellation);
        if (stamp is null)
        {
            return new Dictionary<long, TextColumn>();
        }

        var known = cache.TryGet<Known>(("all", kind), out var before) ? before! : new Known(0, 0, new Dictionary<long, TextColumn>());
        if ((known.Copies, known.Newest) == (stamp.Copies, stamp.Newest))
        {
            return known.Texts;
        }

        var now = await cache.GetAsync(
            ("all", kind, stamp), async () => new Known(stamp.Copies, stamp.Newest, await ReadAsync(kind, known.Texts, cancellation)), _ => 0, cancellation);
        cache.Set(("all", kind), now, now.Texts.Values.Sum(texts => texts.Bytes));
        return now.Texts;
    }

    private Task<IReadOnlyDictionary<long, TextColumn>> ReadAsync(
        ColumnKind kind, IReadOnlyDictionary<long, TextColumn> known, CancellationToken cancellation) => database.ReadAsync<IReadOnlyDictionary<long, TextColumn>>(
        async (context, token) =>
        {
            var copies = await context.Snapshots.Where(row => row.CompletedAt != null).Select(row => row.Key).ToListAsync(token);
            var missing = copies.Where(copy => !known.ContainsKey(copy)).ToHashSet();
            var columns = context.Set<JobColumn>().AsNoTracking().Where(column => column.Kind == kind);
            columns = missing.Count <= MaxNamed ? columns.Where(column => missing.Contains(column.SnapshotKey)) : columns;
            var parts = new List<(long Copy, byte[] Body)>();
            await foreach (var column in columns.OrderBy(column => column.SnapshotKey).ThenBy(column => column.Part).AsAsyncEnumerable().WithCancellation(token))
            {
                if (missing.Contains(column.SnapshotKey))
                {
                    parts.Add((column.SnapshotKey, column.Body));
                }
            }

            var texts = copies.Where(known.ContainsKey).ToDictionary(copy => copy, copy => known[copy]);
            foreach (var copy in parts.GroupBy(part => part.Copy, part => part.Body))
            {
                texts[copy.Key] = new TextColumn(copy);
            }

            return texts;
        },
        cancellation);

    private sealed record Known(int Copies, long Newest, IReadOnlyDictionary<long, TextColumn> Texts);
}
