using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Tests.Data;

/// <summary>Pages of the list of batches: the database filters, sorts and counts as LINQ to objects does.</summary>
public sealed class BatchListTests
{
    private const int Many = 300;
    private const int Turns = 400;

    private static readonly string?[] Names = ["Réports", "ÉTUDE de cas", "reports 100%", "re_ports", "Straße", "İstanbul", "Ωmega", "", " ", null, "a\nb", "x"];
    private static readonly string?[] Collections = ["Reports", "reports", "ÜBER", "über", "Old", "", null];
    private static readonly string[] Statuses = ["completed", "failed", "running", "Completed", "completed_with_warnings", ""];
    private static readonly string[] Searches = ["", "RÉPORTS", "étude", "100%", "_", "batch-1", "BATCH-12", "über", "straße", "nothing at all", "ω", "old"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_page_of_any_filter_in_any_order_is_that_of_linq()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var random = new Random(4711);
        var now = cache.Clock.GetUtcNow();
        var rows = Enumerable.Range(1, Many).Select(number => Row(random, number, now)).ToList();
        await AddAsync(cache, rows);
        await cache.Store.BeginSyncAsync(BatchId.Parse("batch-wanted"), fresh: false, Token);
        now = cache.Clock.GetUtcNow();

        var pages = 0;
        for (var turn = 0; turn < Turns; turn++)
        {
            var query = Query(random);
            var page = await cache.Store.PageAsync(query, Token);
            var expected = Expected(rows, query, now);
            var last = Math.Max(1, (expected.Count + query.PageSize - 1) / query.PageSize);
            var number = Math.Min(query.Page, last);
            var ids = page.Batches.Select(batch => batch.Id.Value);
            var same = expected.Skip((number - 1) * query.PageSize).Take(query.PageSize).Select(row => row.Id);
            Assert.True(same.SequenceEqual(ids), $"{query.ToQueryString()}: {string.Join(' ', same)}, but got {string.Join(' ', ids)}");
            Assert.Equal((expected.Count, number), (page.Total, page.Query.Page));
            Assert.Equal(Many, page.Known);
            CheckNumbers(rows, query, now, page);
            pages += expected.Count > query.PageSize ? 1 : 0;
        }

        Assert.InRange(pages, Turns / 10, Turns);
    }

    [Fact]
    public async Task Collections_are_counted_over_all_batches_the_most_frequent_first()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var random = new Random(1);
        var rows = Enumerable.Range(1, 400)
            .Select(number => Row(random, number, cache.Clock.GetUtcNow()))
            .Select(row => row.Number > 250 ? row : row with { Collection = $"own {row.Number}" })
            .ToList();
        await AddAsync(cache, rows);

        var collections = (await cache.Store.PageAsync(new BatchListQuery { Search = "nothing at all" }, Token)).Collections;

        var expected = rows.Where(row => !string.IsNullOrEmpty(row.Collection)).GroupBy(row => row.Collection!).Select(group => (Value: group.Key, Count: (long)group.Count())).ToList();
        Assert.Equal(BatchListPage.MaxCollections, collections.Count);
        Assert.Equal(expected.Select(one => one.Count).OrderDescending().Take(BatchListPage.MaxCollections), collections.Select(one => one.Count));
        Assert.All(collections, one => Assert.Contains(one, expected));
    }

    [Fact]
    public async Task Values_are_answered_as_the_batches_spell_them()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var row = Row(new Random(1), 1, cache.Clock.GetUtcNow());
        await AddAsync(cache, [row with { Collection = "Über", Status = "completed" }, row with { Number = 2, Collection = "Über", Status = "completed" }, row with { Number = 3, Collection = "über", Status = "failed" }]);

        var page = await cache.Store.PageAsync(new BatchListQuery { Collection = "ÜBER", Statuses = ["COMPLETED", "unheard-of"] }, Token);

        Assert.Equal("Über", page.Query.Collection);
        Assert.Equal(["completed", "unheard-of"], page.Query.Statuses);
        Assert.Equal((2, 3), (page.Total, page.Known));
        Assert.Equal([("completed", 2), ("failed", 1)], page.Statuses);
    }

    [Fact]
    public async Task What_is_written_of_a_batch_is_found_at_once_by_any_of_its_texts()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("batch-1", Pages.Cut(3, 1, 50, status: "running", name: "Grün"));
        await cache.WriteAsync("batch-2", Pages.Cut(3, 1, 50, name: "Gelb"));
        Assert.Equal(["batch-1"], await FindAsync("GRÜN"));
        Assert.Equal(["batch-1"], (await cache.Store.UnfinishedAsync(Token)).Select(batch => batch.Id.Value));

        await cache.Store.WriteSummaryAsync(BatchId.Parse("batch-1"), Pages.Cut(3, 1, 1, name: "Blau"), Token);

        Assert.Empty(await FindAsync("grün"));
        Assert.Equal(["batch-1"], await FindAsync("BLAU"));
        Assert.Equal(["batch-2", "batch-1"], await FindAsync("batch-"));
        Assert.Empty(await cache.Store.UnfinishedAsync(Token));
        Assert.Equal(["batch-2"], (await cache.Store.FindAsync([BatchId.Parse("batch-2"), BatchId.Parse("nobody")], Token)).Select(batch => batch.Id.Value));

        async Task<IEnumerable<string>> FindAsync(string text) => (await cache.Store.PageAsync(new BatchListQuery { Search = text }, Token)).Batches.Select(batch => batch.Id.Value);
    }

    [Fact]
    public async Task A_batch_without_a_name_that_was_sent_from_here_is_found_by_what_it_corrects()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("source", Pages.Cut(3, 1, 50, name: "Reports"));
        await cache.Database.WriteAsync(
            (context, token) => context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO resubmitted_files (resubmission_id, batch_number, source_batch_id, source_job, file_name, size_bytes, batch_id)
                VALUES ('r', 1, 'source', 'job-0', 'a.pdf', 1, 'sent')
                """,
                token),
            Token);
        await cache.WriteAsync("sent", Pages.Cut(3, 1, 50, name: null));

        var page = await cache.Store.PageAsync(new BatchListQuery { Search = "corrected FILES of reports", Sort = BatchSort.Name }, Token);

        Assert.Equal(["sent"], page.Batches.Select(batch => batch.Id.Value));
    }

    [Fact]
    public async Task A_copy_that_is_wanted_of_a_batch_that_the_api_was_never_asked_about_is_in_no_list()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(BatchId.Parse("wanted"), fresh: false, Token);

        var page = await cache.Store.PageAsync(new BatchListQuery(), Token);

        Assert.Equal((0, 0, 0), (page.Total, page.Known, page.Batches.Count));
        Assert.Empty(await cache.Store.UnfinishedAsync(Token));
        Assert.NotNull(await cache.FindAsync("wanted"));
    }

    [Fact]
    public async Task Copies_are_counted_once_a_batch_and_recent_answers_are_told_from_old_ones()
    {
        using var cache = await TemporaryCache.CreateAsync();
        await cache.WriteAsync("whole", Pages.Cut(30, 1, 50));
        await cache.WriteAsync("part", Pages.Cut(100, 1, 50));
        await cache.WriteAsync("running", Pages.Cut(20, 1, 50, status: "running"));
        var later = cache.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        cache.Clock.SetUtcNow(later);
        await cache.WriteAsync("new", Pages.Cut(5, 1, 50));
        await cache.Store.BeginSyncAsync(BatchId.Parse("whole"), fresh: true, Token);

        Assert.Equal((105, 3), await cache.Store.CopiesAsync(Token));
        Assert.Equal(["new", "running"], (await cache.Store.UnfinishedOrFetchedAsync(later, Token)).Select(batch => batch.Id.Value));
    }

    private static void CheckNumbers(List<Listed> rows, BatchListQuery query, DateTimeOffset now, BatchListPage page)
    {
        var statuses = Expected(rows, query with { Statuses = [] }, now).GroupBy(row => row.Status).Where(group => group.Key.Length > 0);
        Assert.Equal(
            statuses.Select(group => (group.Key, (long)group.Count())).OrderByDescending(group => group.Item2).ThenBy(group => group.Key, StringComparer.Ordinal),
            page.Statuses);
        var days = Expected(rows, query with { Statuses = [], Search = "" }, now)
            .GroupBy(row => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(At(row)).UtcDateTime))
            .OrderBy(day => day.Key)
            .Select(day => new BatchDay(day.Key, day.Count(), day.Sum(row => row.Total), day.Sum(row => row.Successful), day.Sum(row => row.Failed)));
        Assert.Equal(days, page.Days);
    }

    private static List<Listed> Expected(List<Listed> rows, BatchListQuery query, DateTimeOffset now)
    {
        var matching = rows.Where(row =>
            (query.Days == 0 || At(row) > now.AddDays(-query.Days).ToUnixTimeMilliseconds())
            && (query.Collection.Length == 0 || (row.Collection is not null && StoredText.Fold(row.Collection) == StoredText.Fold(query.Collection)))
            && (query.Statuses.Count == 0 || query.Statuses.Contains(row.Status, StringComparer.OrdinalIgnoreCase))
            && (query.Search.Length == 0 || new[] { row.Name, row.Id, row.Collection }.Any(text => text is not null && StoredText.Fold(text).Contains(StoredText.Fold(query.Search), StringComparison.Ordinal))));
        var present = now.ToUnixTimeMilliseconds();
        IComparer<object> comparer = Comparer<object>.Create((one, other) => one is string text ? StoredText.Compare(text, (string)other) : Comparer<object>.Default.Compare(one, other));
        Func<Listed, object> key = query.Sort switch
        {
            BatchSort.Name => row => StoredText.Fold(string.Join('\n', string.IsNullOrWhiteSpace(row.Name) ? row.Id : row.Name, row.Id, row.Collection)),
            BatchSort.Status => row => row.Status,
            BatchSort.Completion => row => BatchCounts.Percent(row.Successful, row.Failed, row.Total) ?? -1.0,
            BatchSort.Failed => row => row.Failed,
            BatchSort.Total => row => row.Total,
            BatchSort.Size => row => row.Bytes ?? -1L,
            BatchSort.Duration => row => row.Duration ?? ((row.Completed ?? (row.Status == "running" ? present : null)) - row.Started) ?? -1L,
            BatchSort.Created => row => row.Created ?? long.MinValue,
            BatchSort.Completed => row => row.Completed ?? long.MinValue,
            _ => row => -(row.Created ?? row.FirstSeen),
        };
        var ordered = query.Descending ? matching.OrderByDescending(key, comparer) : matching.OrderBy(key, comparer);
        return query is { Sort: BatchSort.Newest, Descending: true }
            ? [.. ordered.ThenBy(row => row.Number)]
            : [.. ordered.ThenByDescending(row => row.Created ?? row.FirstSeen).ThenByDescending(row => row.Number)];
    }

    private static long At(Listed row) => row.Completed ?? row.Started ?? row.Created ?? row.FirstSeen;

    private static BatchListQuery Query(Random random) => new()
    {
        Page = random.Next(4) == 0 ? random.Next(1, 30) : 1,
        PageSize = Any(random, [1, 7, 25, 50]),
        Search = random.Next(2) == 0 ? "" : Any(random, Searches),
        Statuses = random.Next(3) == 0 ? [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Any(random, ["COMPLETED", "failed", "Running", "unheard-of"])).Distinct()] : [],
        Collection = random.Next(4) == 0 ? Any(random, ["reports", "Über", "OLD", "nobody"]) : "",
        Days = random.Next(3) == 0 ? Any(random, [7, 30, 365]) : 0,
        Sort = Any(random, Enum.GetValues<BatchSort>()),
        Descending = random.Next(2) == 0,
    };

    private static Listed Row(Random random, int number, DateTimeOffset now)
    {
        var created = random.Next(4) == 0 ? (long?)null : now.AddDays(-random.Next(1, 500)).ToUnixTimeMilliseconds();
        var started = created is null || random.Next(4) == 0 ? null : created + 1000;
        var total = random.Next(3) == 0 ? 0 : random.Next(1, 30);
        var failed = random.Next(0, total + 1);
        return new Listed(number, Any(random, Names), Any(random, Collections), Any(random, Statuses), created, started)
        {
            Completed = started is null || random.Next(3) == 0 ? null : started + (random.Next(0, 9) * 60_000L),
            Duration = random.Next(2) == 0 ? null : random.Next(0, 9) * 60_000L,
            Total = total,
            Failed = failed,
            Successful = total - failed,
            Bytes = random.Next(3) == 0 ? null : random.Next(0, 5) * 1000L,
        };
    }

    private static T Any<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    // One after the other, each at a time of its own.
    private static async Task AddAsync(TemporaryCache cache, IReadOnlyList<Listed> rows)
    {
        foreach (var row in rows)
        {
            row.FirstSeen = cache.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            await cache.Store.ImportAsync([[new SavedPage(BatchId.Parse(row.Id), row.Page(), IsLast: true)]], Token);
            cache.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>What the API says of a batch. Times are Unix milliseconds, the duration is milliseconds.</summary>
    private sealed record Listed(int Number, string? Name, string? Collection, string Status, long? Created, long? Started)
    {
        public string Id => $"batch-{Number}";
        public long? Completed { get; init; }
        public long? Duration { get; init; }
        public long Successful { get; init; }
        public long Failed { get; init; }
        public long Total { get; init; }
        public long? Bytes { get; init; }
        public long FirstSeen { get; set; }

        public ResultsBody Page() => Pages.Body(JsonSerializer.Serialize(new
        {
            data = new
            {
                batch_summary = new
                {
                    batch_name = Name,
                    collection = Collection,
                    status = Status,
                    completion = new { successful = Successful, failed = Failed, total_items = Total },
                    timeline = new { created_at = Time(Created), started_at = Time(Started), completed_at = Time(Completed), total_duration_seconds = Duration / 1000.0 },
                },
                statistics = new { resources = new { total_files_size_bytes = Bytes } },
            },
        }));

        private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }
}
