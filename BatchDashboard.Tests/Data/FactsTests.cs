using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Figures over all rows of a copy.</summary>
public sealed class FactsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_jobs_are_counted_right()
    {
        const int Total = 100_000;
        using var cache = await TemporaryCache.CreateAsync();
        await cache.Store.BeginSyncAsync(BatchId.Parse("b"), fresh: false, Token);
        CachedBatch? batch = null;
        for (var page = 1; page <= 20; page++)
        {
            batch = await cache.WriteAsync("b", Pages.Cut(Total, page, 5000), forSync: true);
        }

        Assert.Equal((Total, Total), (batch!.Current!.Jobs, batch.Current.ExpectedJobs));
        var facts = await cache.Store.FactsAsync(batch.Current.Key, Token);
        Assert.Equal((Total, Total, 90_000, 10_000), (facts.Jobs, facts.DistinctJobIds, facts.Succeeded, facts.Failed));
        Assert.Equal([("succeeded", 90_000L), ("failed", 10_000L)], facts.ByStatus);
        Assert.Equal([("document", 66_666L), ("image", 33_334L)], facts.ByMediaType);
        Assert.Equal([("format_error", 5_000L), ("corrupted_file", 5_000L)], facts.ByErrorCode);
        Assert.Equal(Enumerable.Range(0, Total).Sum(ordinal => 1000L + ordinal * 37L), facts.TotalBytes);
        Assert.Equal((Total, Total - 1L), (facts.SizedJobs, facts.Largest!.Ordinal));

        var last = await cache.Store.ListRangeAsync(batch.Current.Key, Total - 50, 50, Token);
        Assert.Equal("File 99999.pdf", last[^1].Job.FileName);
        var errors = await cache.Store.ErrorFactsAsync(batch.Current.Key, "format_error", Token);
        Assert.Equal((5_000, 20), (errors.Count, errors.FirstJobs.Count));
        Assert.Equal([(".pdf", 5_000L)], errors.Formats);
    }

    [Theory]
    [InlineData(5_000, null)]
    [InlineData(5_001, 5_000)]
    public async Task Details_of_the_first_five_thousand_failures_are_counted_and_the_page_is_told(int failures, int? most)
    {
        using var cache = await TemporaryCache.CreateAsync();
        var rows = Enumerable.Range(0, failures).Select(_ => """{"status":"failed","error":{"code":"x","details":{"format":".a"}}}""");
        var batch = await cache.WriteAsync("b", Pages.Of(rows), isLast: true);

        var group = (await cache.Copies.ErrorGroupAsync(batch, "x", 1, FreshnessBuilder.OfCopy(batch, null), Token))!;

        Assert.Equal(most, group.DetailsOf);
        Assert.Equal(Math.Min(failures, 5_000), group.Details.Single().Values.Single().Count);
    }

    [Fact]
    public async Task Absurd_sizes_and_missing_values_leave_the_facts_readable()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var batch = await cache.WriteAsync("b", Pages.Of(
            [
                """{"job_id":"a","status":"failed","file_info":{"size_bytes":9007199254740992}}""",
                """{"job_id":"a","filename":"other","status":"failed","file_info":{"size_bytes":9223372036854775807},"error":{"code":""}}""",
                """{"status":"Failed","file_info":{"size_bytes":-5},"error":{"code":"x"}}""",
                "null",
            ]), isLast: true);
        var facts = await cache.Store.FactsAsync(batch.Current!.Key, Token);
        Assert.Equal((4, 1, 0, 3), (facts.Jobs, facts.DistinctJobIds, facts.Succeeded, facts.Failed));
        Assert.Equal([("failed", 3L), (null, 1L)], facts.ByStatus);
        Assert.Equal([(null, 2L), ("x", 1L)], facts.ByErrorCode);
        Assert.Equal((9_007_199_254_740_992, 1, 0), (facts.TotalBytes, facts.SizedJobs, facts.Largest!.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_is_gone_or_empty_has_facts_of_nothing()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var facts = await cache.Store.FactsAsync(77, Token);
        Assert.Equal((0, 0, 0, 0, 0), (facts.Jobs, facts.Failed, facts.TotalBytes, facts.SizedJobs, facts.ByStatus.Count));
        Assert.Null(facts.Largest);
        var errors = await cache.Store.ErrorFactsAsync(77, null, Token);
        Assert.Equal((0, null, 0), (errors.Count, errors.SmallestBytes, errors.Details.Count));
        Assert.Null(await cache.Store.HeaderAsync(77, Token));
    }

    [Fact]
    public async Task The_failures_of_one_code_share_endings_messages_and_details()
    {
        using var cache = await TemporaryCache.CreateAsync();
        static string Failure(string name, int size, string message, string details, string code = "\"format_error\"") =>
            $$"""{"job_id":"{{name}}","status":"failed","filename":"{{name}}","file_info":{"size_bytes":{{size}}},"error":{"message":"{{message}}","code":{{code}},"details":{{details}} } }""";
        var batch = await cache.WriteAsync("b", Pages.Of(
            [
                Failure("a.XLSX", 10, "no", """{"format":".xlsx","supported_formats":[".pdf",".txt"],"deep":{"x":1},"size":12}"""),
                Failure("b.v2.xlsx", 30, "no", """{"format":".xlsx","supported_formats":[".pdf",".txt"],"deep":[[1]],"size":12.0}"""),
                Failure("folder.d/noending", 20, "never", """{"format":"\ud800","empty":null}"""),
                Failure("c.what is this", 20, "never", "\"text\""),
                Failure("d.pdf", 5, "other code", "{}", "\"x\""),
                Failure("e.pdf", 6, "no code", "{\"a\":1}", "null"),
            ]), isLast: true);

        var facts = await cache.Store.ErrorFactsAsync(batch.Current!.Key, "format_error", Token);
        Assert.Equal((4, 10, 30), (facts.Count, facts.SmallestBytes, facts.LargestBytes));
        Assert.Equal([(".xlsx", 2L), (null, 2L)], facts.Formats);
        Assert.Equal([("no", 2L), ("never", 2L)], facts.Messages);
        Assert.Equal(["format", "supported_formats", "size", "empty"], facts.Details.Select(detail => detail.Key), StringComparer.Ordinal);
        Assert.Equal([(".xlsx", 2L), ("\uFFFD", 1L)], facts.Details[0].Values);
        Assert.Equal([(".pdf, .txt", 2L)], facts.Details[1].Values);
        Assert.Equal([(null, 1L)], facts.Details[3].Values);
        Assert.Equal([0L, 1L, 2L, 3L], facts.FirstJobs.Select(job => job.Ordinal));

        var without = await cache.Store.ErrorFactsAsync(batch.Current.Key, null, Token);
        Assert.Equal((1, 6), (without.Count, without.SmallestBytes));
        Assert.Equal([("a", 1)], without.Details.Select(detail => (detail.Key, detail.Values.Count)));
    }

    [Fact]
    public async Task Details_are_cut_to_the_most_frequent_keys_and_values()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var rows = Enumerable.Range(0, 30).Select(row =>
            $$"""{"status":"failed","error":{"code":"x","details":{"common":{{row}},"key{{row}}":1} } }""");
        var batch = await cache.WriteAsync("b", Pages.Of(rows), isLast: true);
        var facts = await cache.Store.ErrorFactsAsync(batch.Current!.Key, "x", Token);
        Assert.Equal((20, "common", 8), (facts.Details.Count, facts.Details[0].Key, facts.Details[0].Values.Count));
    }
}
