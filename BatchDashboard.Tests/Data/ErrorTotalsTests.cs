using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Errors of many batches, counted when each is written: the same as if every batch were looked at.</summary>
public sealed class ErrorTotalsTests : IAsyncLifetime
{
    private static readonly string[] Codes = ["format_error", "FORMAT_ERROR", "timeout_error", "quota_exceeded", ""];
    private static readonly string?[] Stages = ["\"ocr\"", "\"OCR\"", "\"embedding\"", "3", "[\"a\",\"b\"]", null];
    private static readonly string[] Messages = ["Page 4 of 9 is damaged", "Page 12 of 13 is damaged", "HTTP 503 from the storage", "HTTP 404 from the storage"];

    private TemporaryCache _cache = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cache = await TemporaryCache.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Totals_of_any_scope_are_those_of_its_batches_one_by_one()
    {
        var random = new Random(29);
        var now = _cache.Clock.GetUtcNow();
        var batches = new List<(string Id, string Collection, DateTimeOffset Ended, List<(string Code, string Message)> Failures)>();
        for (var number = 0; number < 60; number++)
        {
            var failures = Enumerable.Range(0, random.Next(0, 6)).Select(_ => (Codes[random.Next(Codes.Length)], Messages[random.Next(Messages.Length)])).ToList();
            var batch = ($"batch-{number}", random.Next(2) == 0 ? "mail" : "web", now.AddDays(-random.Next(0, 25)).AddMinutes(-1), failures);
            batches.Add(batch);
            await WriteAsync(batch.Item1, batch.Item2, batch.Item3, failures);
        }

        foreach (var query in from days in new[] { 0, 7, 30 } from collection in new[] { "", "mail", "none" } select new ErrorsQuery { Days = days, Collection = collection })
        {
            var trends = await _cache.Copies.ErrorTrendsAsync(query with { ErrorType = "format_error" }, Token);

            var within = batches.Where(batch => (query.Collection.Length == 0 || batch.Collection == query.Collection) && (query.Days == 0 || batch.Ended > now.AddDays(-query.Days))).ToList();
            var all = within.SelectMany(batch => batch.Failures.Select(failure => (batch.Id, batch.Ended, Type: Type(failure.Code), failure.Message))).ToList();
            Assert.Equal(within.Count, trends.Batches);
            Assert.Equal(
                all.GroupBy(one => one.Type).Select(type => (type.Key, (long)type.Count(), type.Select(one => one.Id).Distinct().Count(), type.Max(one => one.Ended))).Order(),
                trends.Types.Select(type => (type.Name!.ToLowerInvariant(), type.Count, type.BatchCount, type.LastSeen!.Value)).Order());
            Assert.Equal(
                all.GroupBy(one => (DateOnly.FromDateTime(one.Ended.UtcDateTime), one.Type)).Select(day => (day.Key.Item1, day.Key.Type, (long)day.Count())).Order(),
                trends.Days.SelectMany(day => day.Types.Select(type => (day.Day, type.Name.ToLowerInvariant(), type.Count))).Order());
            var grouped = trends.Groups?.Groups ?? [];
            Assert.Equal(
                all.Where(one => one.Type == "format_error").GroupBy(one => Pattern(one.Message)).Select(group => (group.Key, (long)group.Count(), group.Select(one => one.Id).Distinct().Count())).Order(),
                grouped.Select(group => (group.Name!, group.Count, group.BatchCount)).Order());
            Assert.All(grouped, group => Assert.Equal(group.Count, group.Batches.Sum(batch => batch.Count)));
        }
    }

    [Fact]
    public async Task Groups_by_a_key_of_the_details_are_those_of_the_batches_one_by_one()
    {
        var random = new Random(31);
        var now = _cache.Clock.GetUtcNow();
        var failures = new List<(string Batch, string Collection, DateTimeOffset Ended, string Code, string? Stage)>();
        for (var number = 0; number < 50; number++)
        {
            var (batch, collection, ended) = ($"batch-{number}", random.Next(2) == 0 ? "mail" : "web", now.AddDays(-random.Next(0, 25)).AddMinutes(-1));
            var key = random.Next(3) == 0 ? "STAGE" : "stage";
            var own = Enumerable.Range(0, random.Next(0, 8)).Select(_ => (Code: random.Next(4) == 0 ? "timeout_error" : "format_error", Stage: Stages[random.Next(Stages.Length)])).ToList();
            failures.AddRange(own.Select(one => (batch, collection, ended, one.Code, one.Stage is { } stage ? string.Join(", ", stage.Trim('[', ']').Split(',')).Replace("\"", "", StringComparison.Ordinal) : null)));
            await WriteAsync(batch, collection, ended, own.ConvertAll(one => (one.Code, "Words")), own.ConvertAll(one => one.Stage is { } stage ? $$"""{"{{key}}":{{stage}},"trace":{{random.Next()}}}""" : """{"other":null}"""));
        }

        foreach (var query in from days in new[] { 0, 7, 30 } from collection in new[] { "", "mail" } select new ErrorsQuery { Days = days, Collection = collection, ErrorType = "format_error", By = "Stage" })
        {
            var groups = (await _cache.Copies.ErrorTrendsAsync(query, Token)).Groups!;

            var ofType = failures.Where(one => one.Code == "format_error" && (query.Collection.Length == 0 || one.Collection == query.Collection)).ToList();
            var within = ofType.Where(one => query.Days == 0 || one.Ended > now.AddDays(-query.Days)).ToList();
            var before = ofType.Where(one => query.Days > 0 && one.Ended <= now.AddDays(-query.Days) && one.Ended > now.AddDays(-2 * query.Days)).ToList();
            Assert.Equal(
                within.GroupBy(one => one.Stage).Select(group => (group.Key, (long)group.Count(), group.Select(one => one.Batch).Distinct().Count(), group.Min(one => one.Ended), group.Max(one => one.Ended), query.Days == 0 ? null : (long?)before.Count(one => one.Stage == group.Key))).Order(),
                groups.Groups.Select(group => (group.Name, group.Count, group.BatchCount, group.FirstSeen!.Value, group.LastSeen!.Value, group.Before)).Order());
            Assert.Equal(
                before.GroupBy(one => one.Stage).Where(group => within.TrueForAll(one => one.Stage != group.Key)).Select(group => (group.Key, (long?)group.Count())).Order(),
                groups.Gone.Select(group => (group.Name, group.Before)).Order());
            Assert.All(groups.Groups, group => Assert.Equal(
                within.Where(one => one.Stage == group.Name).GroupBy(one => one.Batch).Select(batch => (batch.Key, (long)batch.Count())).Order(),
                group.Batches.Select(batch => (batch.Id.Value, batch.Count)).Order()));
            Assert.Equal((0L, 0L), (groups.NotGrouped, groups.Others));
            Assert.Equal(["stage", "trace"], groups.Keys.Select(key => key.ToLowerInvariant()).Order());
        }
    }

    [Fact]
    public async Task Values_that_differ_in_each_file_are_counted_together_beyond_the_first_and_those_of_other_keys_each()
    {
        const int Files = 6_000;
        await WriteAsync(
            "many", "mail", _cache.Clock.GetUtcNow(),
            [.. Enumerable.Repeat(("format_error", "Words"), Files)],
            [.. Enumerable.Range(0, Files).Select(number => $$"""{"trace":"t-{{number}}","stage":"{{(number % 2 == 0 ? "ocr" : "layout")}}","{{new string('k', 300)}}":1,"nul\u0000":{{number % 3}}}""")]);

        async Task<ErrorTrendGroups> ByAsync(string key) => (await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { ErrorType = "format_error", By = key }, Token)).Groups!;

        Assert.Equal((50, Files - 50L), ((await ByAsync("trace")).Groups.Count, (await ByAsync("trace")).Others));
        Assert.Equal([("layout", Files / 2L), ("ocr", Files / 2L)], (await ByAsync("stage")).Groups.Select(group => (group.Name!, group.Count)).Order());
        Assert.Equal([(null, (long)Files)], (await ByAsync("no such key")).Groups.Select(group => (group.Name, group.Count)));
    }

    [Fact]
    public async Task A_poll_of_a_batch_without_a_copy_tells_its_errors_and_a_later_one_replaces_them()
    {
        await _cache.WriteAsync("running", Summary(3, """{"error_type":"format_error","count":2},{"error_type":"Timeout","count":1}"""));
        Assert.Equal([("format_error", 2L), ("Timeout", 1L)], await ErrorsAsync("running"));

        await _cache.Store.WriteSummaryAsync(BatchId.Parse("running"), Summary(5, """{"error_type":" FORMAT_error","count":4}"""), Token);

        Assert.Equal(4, (await _cache.Store.ErrorsAsync(BatchId.Parse("running"), Token))["format_error"]);
        Assert.Equal((4L, 1L), await TotalsAsync());

        await _cache.Store.WriteSummaryAsync(BatchId.Parse("running"), Summary(0, ""), Token);

        Assert.Empty(await ErrorsAsync("running"));
        Assert.Equal((0L, 0L), await TotalsAsync());
    }

    [Fact]
    public async Task A_code_of_its_own_for_each_file_and_one_of_4_000_letters_are_counted_without_a_row_for_each()
    {
        var failures = Enumerable.Range(0, 700).Select(number => ($"code-{number}", $"Word{(char)('a' + (number % 26))}{(char)('a' + (number / 26))} is missing")).Append((new string('x', 4000), "Long")).ToList();
        await WriteAsync("many", "mail", _cache.Clock.GetUtcNow(), failures);

        var trends = await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery(), Token);

        Assert.Equal((500L, 201L), (trends.Failures, trends.NotTold));
    }

    [Fact]
    public async Task A_copy_that_is_replaced_leaves_no_pattern_behind()
    {
        await WriteAsync("batch", "mail", _cache.Clock.GetUtcNow(), [("format_error", "Old words"), ("format_error", "Old words")]);
        await WriteAsync("batch", "mail", _cache.Clock.GetUtcNow(), [("format_error", "New words")]);

        var groups = (await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { ErrorType = "format_error" }, Token)).Groups!;

        Assert.Equal([("New words", 1L)], groups.Groups.Select(group => (group.Name!, group.Count)));
        Assert.Equal(1L, Convert.ToInt64(await _cache.QueryAsync("SELECT count(*) FROM error_groups"), null));
    }

    [Fact]
    public async Task An_export_has_the_batches_that_a_page_leaves_out()
    {
        var many = ErrorTrendReader.MaxBatches + 5;
        for (var number = 0; number < many; number++)
        {
            await _cache.WriteAsync($"batch-{number}", Summary(number + 1, $$"""{"error_type":"format_error","count":{{number + 1}}}"""));
        }

        var shown = Assert.Single((await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery(), Token)).Types);
        var whole = Assert.Single((await _cache.Copies.ErrorTrendsAsync(new ErrorsQuery { IsWhole = true }, Token)).Types);

        Assert.Equal((many, many), (shown.BatchCount, whole.Batches.Count));
        Assert.Equal(Enumerable.Range(0, ErrorTrendReader.MaxBatches).Select(place => (long)(many - place)), shown.Batches.Select(batch => batch.Count));
    }

    private static string Type(string code) => code.Length == 0 ? "unknown" : code.ToLowerInvariant();

    private static string Pattern(string message) => message.StartsWith("Page", StringComparison.Ordinal) ? "Page ‹n› of ‹n› is damaged" : message;

    private async Task<IEnumerable<(string, long)>> ErrorsAsync(string batch) =>
        (await _cache.Store.ErrorsAsync(BatchId.Parse(batch), Token)).Select(error => (error.Key, error.Value)).OrderByDescending(error => error.Value);

    private async Task<(long Told, long NotTold)> TotalsAsync()
    {
        var totals = await _cache.Store.ErrorTotalsAsync(new BatchListQuery(), Token);
        return (totals.Now.Sum(type => type.Files), totals.Unknown);
    }

    private static ResultsBody Summary(long failed, string errors) => Pages.Body($$"""
        {"success":true,"data":{"batch_summary":{"status":"running","completion":{"successful":0,"failed":{{failed}},"total_items":9999} },
        "statistics":{"error_summary":[{{errors}}]},"job_results":[],"pagination":{"page":1,"page_size":1,"total_items":9999,"total_pages":9999} } }
        """);

    private Task<CachedBatch> WriteAsync(
        string id, string collection, DateTimeOffset ended, List<(string Code, string Message)> failures, List<string>? details = null)
    {
        var jobs = failures.Select((failure, at) =>
            $$"""{"job_id":"job-{{at}}","filename":"{{at}}.pdf","status":"failed","error":{"code":{{(failure.Code.Length == 0 ? "null" : $"\"{failure.Code}\"")}},"message":"{{failure.Message}}","details":{{details?[at] ?? "null"}} } }""");
        return _cache.WriteAsync(id, Pages.Body($$"""
            {"success":true,"data":{"batch_summary":{"status":"completed","collection":"{{collection}}","timeline":{"completed_at":"{{ended:yyyy-MM-ddTHH:mm:ss}}Z"},
            "completion":{"successful":0,"failed":{{failures.Count}},"total_items":{{failures.Count}} } },
            "job_results":[{{string.Join(',', jobs)}}],"pagination":{"page":1,"page_size":1000,"total_items":{{failures.Count}},"total_pages":1} } }
            """), isLast: true);
    }
}
