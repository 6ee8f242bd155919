using BatchDashboard.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results;

/// <summary>What answers say of files that were sent again, in cache mode: 200 jobs, every tenth failed, half of those with format_error.</summary>
public sealed class LineageReaderTests : IAsyncLifetime
{
    private static readonly BatchId Source = BatchId.Parse("batch-a");
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IResultsService Results => _dashboard.Results;

    public async ValueTask InitializeAsync()
    {
        _dashboard = await Dashboard.StartAsync(null);
        await CopyAsync(Source.Value, 200);
    }

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public async Task A_batch_of_which_nothing_was_sent_again_says_nothing_of_it()
    {
        await SendAsync("batch-c", Failed("batch-other", 0, "succeeded"));

        var page = await PageAsync(Source);
        Assert.Null(page.Batch.Lineage);
        Assert.All(page.Jobs.Rows, row => Assert.Null(row.FixedBy));
        Assert.Null((await Results.GetJobAsync(Source, "job-0", Token)).Value!.Lineage);
    }

    [Fact]
    public async Task Completion_counts_what_was_fixed_and_the_numbers_of_the_API_stay()
    {
        await SendAsync("batch-b", Failed(0, "succeeded"), Failed(20, "succeeded"), Failed(40, "failed"), Failed(60, null));

        var batch = (await PageAsync(Source)).Batch;

        Assert.Equal(90, batch.Completion.Percent);
        Assert.Equal((180, 20), (batch.Completion.Succeeded, batch.Completion.Failed));
        var effective = batch.Lineage!.Effective!;
        Assert.Equal(91, effective.Effective);
        Assert.Equal((2, 1), (effective.Fixed, effective.Resubmissions));
        var group = batch.Errors.Single(error => error.ErrorType == "format_error");
        Assert.Equal((10, 2, 8), (group.Count, group.Fixed, group.StillFailing));
        Assert.Equal(0, batch.Errors.Single(error => error.ErrorType == "corrupted_file").Fixed);
    }

    [Fact]
    public async Task A_batch_without_a_name_that_was_sent_from_here_is_called_by_what_it_corrects()
    {
        var source = (await PageAsync(Source)).Batch.Title;
        await CopyAsync("batch-b", 3, name: null);
        await CopyAsync("batch-c", 3, name: null);
        await CopyAsync("batch-d", 3, name: "Named by somebody");
        await SendAsync("batch-b", Failed(0, "failed"), Failed(20, "succeeded"));
        await SendAsync(2, "batch-c", Failed(40, "succeeded"), Failed("batch-b", 0, "succeeded"));
        await SendAsync(3, "batch-d", Failed(60, "succeeded"));

        var items = (await Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.ToDictionary(item => item.Id.Value, item => item.Title);
        Assert.Equal($"Corrected files of {source}", items["batch-b"]);
        Assert.Equal($"Corrected files of {source} and another batch", items["batch-c"]);
        Assert.Equal(("Named by somebody", source), (items["batch-d"], items["batch-a"]));
        var batch = (await PageAsync(BatchId.Parse("batch-b"))).Batch;
        Assert.Equal($"Corrected files of {source}", batch.Title);
        Assert.Equal(batch.Title, batch.Lineage!.Family[0].Children[0].Title);
        Assert.Equal(batch.Title, (await Results.GetJobAsync(BatchId.Parse("batch-b"), "job-0", Token)).Value!.BatchTitle);
        var found = (await Results.SearchAsync("batch-b", Token)).Value!;
        Assert.Equal(batch.Title, Assert.Single(found.Batches).Title);
        Assert.Contains((await Results.SearchAsync("job-0", Token)).Value!.Jobs, job => job.BatchTitle == batch.Title);
        var trends = (await Results.GetErrorTrendsAsync(new ErrorsQuery(), Token)).Value!;
        Assert.Contains(trends.Types.SelectMany(type => type.Batches), one => one.Title == batch.Title);
        Assert.Equal(batch.Title, (await Results.GetErrorGroupAsync(BatchId.Parse("batch-b"), "format_error", 1, Token)).Value!.BatchTitle);
    }

    [Fact]
    public async Task More_fixed_files_than_failed_ones_make_no_more_than_everything()
    {
        await SendAsync("batch-b", [.. Enumerable.Range(0, 200).Select(ordinal => Failed(ordinal, "succeeded"))]);

        Assert.Equal(100, (await PageAsync(Source)).Batch.Lineage!.Effective!.Effective);
        Assert.Equal(20, (await Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.Single(item => item.Id == Source).Fixed);
    }

    [Fact]
    public async Task Only_rows_of_failed_jobs_that_are_fixed_lead_to_what_fixed_them()
    {
        await SendAsync("batch-b", Failed(0, "succeeded"), Failed(10, "failed"), Failed(1, "succeeded") with { Code = null });

        var rows = (await PageAsync(Source)).Jobs.Rows;

        Assert.Equal("job-0", Assert.Single(rows, row => row.FixedBy is not null).Key);
        Assert.Equal(("batch-b", "new-0"), (rows[0].FixedBy!.Batch.Value, rows[0].FixedBy!.Job));
        var affected = (await Results.GetErrorGroupAsync(Source, "format_error", 1, Token)).Value!;
        Assert.Equal((1, 9), (affected.Group.Fixed, affected.Group.StillFailing));
        Assert.NotNull(affected.Jobs.Rows[0].FixedBy);
    }

    [Fact]
    public async Task A_job_tells_what_was_sent_for_it_and_its_corrected_version_tells_where_it_came_from()
    {
        await CopyAsync("batch-b", 3);
        await SendAsync("batch-b", new Sent(Source.Value, "job-0", "job-1", "succeeded"));

        var failed = (await Results.GetJobAsync(Source, "job-0", Token)).Value!;
        Assert.Equal("job-1", Assert.Single(failed.Lineage!.Sent).Job);
        Assert.Empty(failed.Lineage.Origins);
        Assert.NotNull(failed.Row.FixedBy);
        var corrected = (await Results.GetJobAsync(BatchId.Parse("batch-b"), "job-1", Token)).Value!;
        Assert.Equal("job-0", Assert.Single(corrected.Lineage!.Origins).Source.Job);
        Assert.Null((await Results.GetJobAsync(Source, "job-10", Token)).Value!.Lineage);
    }

    [Fact]
    public async Task Over_all_batches_a_file_that_failed_twice_is_still_failing_once()
    {
        await CopyAsync("batch-b", 1);
        await SendAsync("batch-b", new Sent(Source.Value, "job-0", "job-0", "failed"), new Sent(Source.Value, "job-20", "job-1", "succeeded"));

        var items = (await Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items;
        Assert.Equal(21, items.Sum(item => item.Completion.Failed));
        Assert.Equal(19, items.Sum(item => item.Completion.Failed - item.Fixed - item.FailedAgain));
        var type = (await Results.GetErrorTrendsAsync(new ErrorsQuery(), Token)).Value!.Types.Single(one => one.Name == "format_error");
        Assert.Equal((11, 9), (type.Count, type.StillFailing));
    }

    [Fact]
    public async Task Groups_of_failures_tell_how_many_files_were_fixed_or_failed_again()
    {
        await CopyAsync("batch-b", 1);
        await SendAsync("batch-b", new Sent(Source.Value, "job-0", "job-0", "failed"), new Sent(Source.Value, "job-20", "job-1", "succeeded"));

        var ofBatch = (await Results.GetFailureGroupsAsync(Source, "format_error", null, Token)).Value!;
        Assert.Equal((10, 1), (ofBatch.Groups.Sum(group => group.Count), ofBatch.Groups.Sum(group => group.Fixed)));
        var ofAll = (await Results.GetErrorTrendsAsync(new ErrorsQuery { ErrorType = "format_error" }, Token)).Value!.Groups!.Groups;
        Assert.Equal((11, 1, 1), (ofAll.Sum(group => group.Count), ofAll.Sum(group => group.Fixed), ofAll.Sum(group => group.FailedAgain)));
    }

    [Fact]
    public async Task A_comparison_pairs_a_file_with_the_one_that_was_sent_for_it()
    {
        await CopyAsync("batch-b", 3);
        await SendAsync("batch-b", new Sent(Source.Value, "job-20", "job-1", "succeeded"));
        var query = new CompareQuery { Left = Source.Value, Right = "batch-b", List = FileList.Fixed };

        var comparisons = _dashboard.Services.GetRequiredService<CompareReader>();
        var page = (await comparisons.ReadAsync(query, Token)).Value!;

        var row = Assert.Single(page.Files!.Rows);
        Assert.Equal(("job-20", "job-1", 1L), (row.Left!.Key, row.Right!.Key, page.Files.Counts.SentAgain));
        var exported = await new CompareRows(comparisons, page).BlocksAsync(Token).ToListAsync(Token);
        Assert.Equal(1, exported.Sum(block => block.Count));
    }

    [Fact]
    public async Task Rates_are_by_kind_of_failure_and_advice_and_week()
    {
        await SendAsync("batch-b", Failed(0, "succeeded"), Failed(20, "failed"), Failed(40, "succeeded") with { Code = null, Verdict = "LookFirst" });
        await SentRows.WriteAsync(_dashboard.File, new SentBatch("batch-c", Failed(60, "succeeded"))
        {
            Resubmission = "sent-2",
            SentAt = new DateTimeOffset(2025, 1, 6, 0, 0, 0, TimeSpan.Zero),
        });

        var rates = (await Results.GetAdviceRatesAsync(Token)).Value!;

        Assert.Equal([("format_error", "ChangeFile", 3L, 2L), ("unknown", "LookFirst", 1L, 1L)],
            rates.Rates.Select(rate => (rate.ErrorType, rate.Verdict, rate.Files.Sent, rate.Files.Succeeded)));
        Assert.Equal([(new DateOnly(2024, 12, 30), 2L), (new DateOnly(2025, 1, 6), 1L)], rates.Rates[0].Weeks.Select(week => (week.Monday, week.Files.Sent)));
        Assert.Equal(3, rates.Of("format_error").Sent);
        Assert.Equal(0, rates.Of("timeout_error").Sent);
    }

    private Task SendAsync(string batch, params Sent[] files) => SendAsync(1, batch, files);

    private Task SendAsync(int number, string batch, params Sent[] files) => SentRows.WriteAsync(_dashboard.File, new SentBatch(batch, files) { Number = number });

    private static Sent Failed(int ordinal, string? outcome) => Failed(Source.Value, ordinal, outcome);

    private static Sent Failed(string source, int ordinal, string? outcome) => new(source, $"job-{ordinal}", outcome is null ? null : $"new-{ordinal}", outcome);

    private async Task<BatchPage> PageAsync(BatchId id) => (await Results.GetBatchAsync(id, JobQuery.Default, Token)).Value!;

    private async Task CopyAsync(string batch, int jobs, string? name = "Reports") =>
        await _dashboard.Store.WritePageAsync(BatchId.Parse(batch), Pages.Cut(jobs, 1, 1000, name: name), forSync: true, isLast: true, Token);
}
