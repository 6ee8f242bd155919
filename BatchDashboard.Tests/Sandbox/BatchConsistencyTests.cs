using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>What a batch says about itself is what its rows say.</summary>
public sealed class BatchConsistencyTests(BatchConsistencyTests.StoppedClock clock) : IClassFixture<BatchConsistencyTests.StoppedClock>
{
    private static readonly string[] Contradictory = ["batch-unknown-values", "batch-broken-rows", "batch-as-documented"];

    public static TheoryData<string> ConsistentBatches() => new(
        new BatchDashboard.Sandbox.SandboxCatalog(TimeProvider.System).Introduced
            .Select(id => id.Value)
            .Except(Contradictory, StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ConsistentBatches))]
    public async Task Rows_agree_with_summary_and_statistics(string batch)
    {
        var host = clock.Host;
        var data = (await host.ResultsAsync(batch, 1, 1)).GetProperty("data");
        var rows = await clock.RowsAsync(batch);
        var failed = rows.Where(row => Text(row, "status") == "failed").ToList();
        var succeeded = rows.Where(row => Text(row, "status") == "succeeded").ToList();
        Assert.Equal(rows.Count, failed.Count + succeeded.Count);

        var summary = data.GetProperty("batch_summary");
        var statistics = data.GetProperty("statistics");
        foreach (var (completion, total) in new[]
        {
            (summary.GetProperty("completion"), "total_items"), (statistics.GetProperty("completion"), "total"),
        })
        {
            Assert.Equal(succeeded.Count, Number(completion, "successful"));
            Assert.Equal(failed.Count, Number(completion, "failed"));
            Assert.InRange(rows.Count, 0, Number(completion, total));
            if (Text(summary, "status") == "completed")
            {
                Assert.Equal(rows.Count, Number(completion, total));
            }
        }

        Assert.Equal(rows.Count, Number(data.GetProperty("pagination"), "total_items"));
        var distribution = statistics.GetProperty("media_distribution");
        Assert.Equal(succeeded.Count, Number(distribution, "total_created_media_items"));
        Assert.Equal(
            rows.CountBy(row => Text(row, "media_type")!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            distribution.GetProperty("by_type").EnumerateObject().ToDictionary(type => type.Name, type => type.Value.GetInt32(), StringComparer.Ordinal));
        Assert.Equal(
            rows.Sum(row => Number(row.GetProperty("file_info"), "size_bytes")),
            Number(statistics.GetProperty("resources"), "total_files_size_bytes"));
        AssertErrors(statistics, failed);
        AssertSampleOfMediaIds(distribution, succeeded);
    }

    [Theory]
    [MemberData(nameof(ConsistentBatches))]
    public async Task Every_row_stands_within_the_timeline_and_has_ids_of_its_own(string batch)
    {
        var rows = await clock.RowsAsync(batch);
        var timeline = (await clock.Host.ResultsAsync(batch, 1, 1)).GetProperty("data").GetProperty("batch_summary").GetProperty("timeline");
        Assert.Equal(rows.Count, rows.Select(row => Text(row, "job_id")).Distinct(StringComparer.Ordinal).Count());
        var mediaIds = rows.Select(row => Text(row, "media_id")).Where(id => id is not null).ToList();
        Assert.Equal(mediaIds.Count, mediaIds.Distinct(StringComparer.Ordinal).Count());
        Assert.All(rows, row =>
        {
            var times = row.GetProperty("processing_info");
            var created = times.GetProperty("created_at").GetDateTimeOffset();
            var completed = times.GetProperty("completed_at").GetDateTimeOffset();
            Assert.InRange(created, timeline.GetProperty("started_at").GetDateTimeOffset(), completed);
            var end = timeline.GetProperty("completed_at");
            Assert.InRange(completed, created, end.ValueKind == JsonValueKind.Null ? clock.Time.GetUtcNow() : end.GetDateTimeOffset());

            var isFailed = Text(row, "status") == "failed";
            Assert.Equal(isFailed, row.TryGetProperty("error", out var error));
            Assert.Equal(isFailed, row.GetProperty("media_id").ValueKind == JsonValueKind.Null);
            if (isFailed)
            {
                Assert.NotEmpty(Text(error, "message")!);
                Assert.NotEmpty(error.GetProperty("details").EnumerateObject());
            }
        });
    }

    [Fact]
    public async Task The_acceptance_set_has_every_kind_of_file_failing_in_every_documented_way()
    {
        var rows = await clock.RowsAsync("batch-every-error");
        var pairs = rows.Where(row => Text(row, "status") == "failed")
            .Select(row => (Text(row, "media_type"), Text(row.GetProperty("error"), "code")))
            .Distinct()
            .ToList();
        Assert.Equal(5 * 8, pairs.Count);
    }

    [Fact]
    public async Task About_one_in_27_of_the_hundred_thousand_fails()
    {
        var completion = (await clock.Host.ResultsAsync("batch-100k", 1, 1)).GetProperty("data").GetProperty("batch_summary").GetProperty("completion");
        Assert.Equal(100_000, Number(completion, "total_items"));
        Assert.InRange(Number(completion, "failed"), 3_500, 3_900);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_as_large_as_its_error_says()
    {
        var rows = await clock.RowsAsync("batch-every-error");
        var tooLarge = rows.Where(row => row.TryGetProperty("error", out var error) && Text(error, "code") == "validation_error").ToList();
        Assert.NotEmpty(tooLarge);
        Assert.All(tooLarge, row =>
        {
            var details = row.GetProperty("error").GetProperty("details");
            Assert.Equal(Number(row.GetProperty("file_info"), "size_bytes"), Number(details, "actual_bytes"));
            Assert.True(Number(details, "actual_bytes") > Number(details, "max_bytes"));
        });
    }

    [Theory]
    [InlineData("batch-abc123")]
    [InlineData("batch-every-error")]
    [InlineData("batch-100k")]
    public async Task Only_files_of_a_format_that_is_not_supported_fail_for_it(string batch)
    {
        var rows = (await clock.Host.ResultsAsync(batch, 1, 1000)).GetProperty("data").GetProperty("job_results").EnumerateArray().ToList();
        var supported = new HashSet<string>(StringComparer.Ordinal);
        var refused = rows.Where(row => row.TryGetProperty("error", out var error) && Text(error, "code") == "format_error").ToList();
        Assert.NotEmpty(refused);
        foreach (var row in refused)
        {
            var details = row.GetProperty("error").GetProperty("details");
            var formats = details.GetProperty("supported_formats").EnumerateArray().Select(format => format.GetString()!).ToList();
            supported.UnionWith(formats);
            Assert.EndsWith(Text(details, "format")!, Text(row, "filename"), StringComparison.Ordinal);
            Assert.DoesNotContain(Text(details, "format"), formats, StringComparer.Ordinal);
        }

        var kinds = refused.Select(row => Text(row, "media_type")).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            rows.Where(row => Text(row, "status") == "succeeded" && kinds.Contains(Text(row, "media_type"))),
            row => Assert.Contains(Path.GetExtension(Text(row, "filename"))!, supported));
    }

    private static void AssertErrors(JsonElement statistics, List<JsonElement> failed)
    {
        Assert.Equal(failed.Count > 0, statistics.TryGetProperty("error_summary", out var errors));
        if (failed.Count == 0)
        {
            return;
        }

        Assert.Equal(
            failed.CountBy(row => Text(row.GetProperty("error"), "code")!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            errors.EnumerateArray().ToDictionary(error => Text(error, "error_type")!, error => (int)Number(error, "count"), StringComparer.Ordinal));
        Assert.All(errors.EnumerateArray(), error =>
        {
            var files = failed.Where(row => Text(row.GetProperty("error"), "code") == Text(error, "error_type"))
                .Select(row => Text(row, "filename"))
                .ToHashSet(StringComparer.Ordinal);
            Assert.All(error.GetProperty("affected_files").EnumerateArray(), file => Assert.Contains(file.GetString(), files));
            Assert.NotEmpty(Text(error, "resolution")!);
        });
    }

    private static void AssertSampleOfMediaIds(JsonElement distribution, List<JsonElement> succeeded)
    {
        var created = succeeded.Select(row => (Text(row, "media_type"), Text(row, "media_id"))).ToHashSet();
        foreach (var type in distribution.GetProperty("media_ids_by_type").EnumerateObject())
        {
            Assert.All(type.Value.EnumerateArray(), id => Assert.Contains((type.Name, id.GetString()), created));
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    /// <summary>A host whose running batches stand still while their pages are read.</summary>
    public sealed class StoppedClock : IAsyncLifetime
    {
        private readonly Dictionary<string, List<JsonElement>> _rows = new(StringComparer.Ordinal);

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero));

        public SandboxHost Host { get; private set; } = null!;

        /// <summary>All rows of a batch, fetched once for all tests of this class.</summary>
        public async Task<List<JsonElement>> RowsAsync(string batch) =>
            _rows.TryGetValue(batch, out var known) ? known : _rows[batch] = await Host.AllRowsAsync(batch);

        public async ValueTask InitializeAsync() => Host = await SandboxHost.StartAsync(Time);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
