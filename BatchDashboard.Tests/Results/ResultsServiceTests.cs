using System.Text.Json;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>What both sources promise: the same tests for each, over real HTTP and a real SQLite file.</summary>
public abstract class ResultsServiceTests : IAsyncLifetime
{
    private protected static readonly BatchId Sample = BatchId.Parse("batch-abc123");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ApiServer Api { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Api = await ApiServer.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The source, able to answer about the batch.</summary>
    protected abstract Task<IResultsService> SourceAsync(string batch);

    [Fact]
    public async Task The_numbers_of_the_sample_are_shown()
    {
        var page = await PageAsync(Sample, JobQuery.Default);

        var batch = page.Batch;
        Assert.Equal("Monthly Reports Processing", batch.Title);
        Assert.Equal(BatchState.Completed, batch.State);
        Assert.Equal(new CompletionView(180, 20, 200, 90), batch.Completion);
        Assert.Equal([new("document", 150), new("image", 30), new("video", 20)], batch.MediaTypes);
        Assert.Equal(180, batch.CreatedMediaItems);
        Assert.Equal(256_789_000, batch.Size.TotalBytes);
        Assert.Equal(TimeSpan.FromSeconds(75), batch.Timeline.Waiting);
        Assert.Equal(TimeSpan.FromSeconds(13455), batch.Timeline.Working);
        Assert.Equal(["format_error", "corrupted_file"], batch.Errors.Select(error => error.ErrorType));
        Assert.Equal([12, 8], batch.Errors.Select(error => error.Count));
        Assert.Equal(0.6, batch.Errors[0].Share!.Value, 6);
        Assert.Equal("Convert files to a supported format (.pdf, .txt, .docx)", batch.Errors[0].Resolution);
        Assert.Contains(batch.Errors[0].AffectedFiles, file => file.FileName == "financial_data.xlsx");
        Assert.Empty(batch.Discrepancies);
    }

    [Fact]
    public async Task The_first_page_has_fifty_rows_in_the_APIs_order()
    {
        var jobs = (await PageAsync(Sample, JobQuery.Default)).Jobs;

        Assert.Equal((1L, 50L, 200L, 4), (jobs.First, jobs.Last, jobs.Total, jobs.PageCount));
        Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), jobs.Rows.Select(row => row.Number));
        Assert.Equal("q4_summary.pdf", jobs.Rows[0].FileName);
        Assert.Equal("vec-abc123", jobs.Rows[0].MediaId);
        Assert.Equal((JobOutcome.Failed, "format_error", "Unsupported file format"), (jobs.Rows[1].Outcome, jobs.Rows[1].ErrorCode, jobs.Rows[1].ErrorMessage));
        Assert.Equal(TimeSpan.FromSeconds(45), jobs.Rows[1].Duration);
    }

    [Fact]
    public async Task A_page_beyond_the_end_becomes_the_last_with_a_notice()
    {
        var jobs = (await PageAsync(Sample, new JobQuery { Page = 999_999_999 })).Jobs;

        Assert.Equal((4, 151L, 200L), (jobs.Query.Page, jobs.First, jobs.Last));
        Assert.Equal("There are 4 pages: this is the last.", Assert.Single(jobs.Notices));
    }

    [Fact]
    public async Task A_filter_finds_all_failed_files_of_the_batch()
    {
        var jobs = (await PageAsync(Sample, new JobQuery { Statuses = ["failed"] })).Jobs;

        Assert.Equal((20L, 20, false), (jobs.Total, jobs.Rows.Count, jobs.IsPartial));
        Assert.All(jobs.Rows, row => Assert.Equal(JobOutcome.Failed, row.Outcome));
        Assert.Equal(180, jobs.Options.Statuses.Single(option => option.Value == "succeeded").Count);
    }

    [Fact]
    public async Task A_search_ignores_the_case_of_letters_and_a_sort_orders_all_rows()
    {
        var found = (await PageAsync(Sample, new JobQuery { Search = "FINANCIAL_data" })).Jobs;
        var sorted = (await PageAsync(Sample, new JobQuery { Sort = JobSort.Size, Descending = true, PageSize = 250 })).Jobs;

        Assert.Contains("financial_data.xlsx", found.Rows.Select(row => row.FileName));
        Assert.Equal(200, sorted.Rows.Count);
        Assert.Equal(sorted.Rows.Select(row => row.SizeBytes).OrderDescending(), sorted.Rows.Select(row => row.SizeBytes));
    }

    [Fact]
    public async Task A_filter_value_that_nobody_knows_is_left_out_with_a_notice_and_a_documented_one_matches_nothing()
    {
        var unknown = (await PageAsync(Sample, new JobQuery { Statuses = ["bogus", "failed"] })).Jobs;
        var documented = (await PageAsync(Sample, new JobQuery { ErrorCodes = ["quota_exceeded"] })).Jobs;

        Assert.Equal(["failed"], unknown.Query.Statuses);
        Assert.Equal(20, unknown.Total);
        Assert.Contains("bogus", Assert.Single(unknown.Notices), StringComparison.Ordinal);
        Assert.Equal((0L, 0L, 0L, 1), (documented.Total, documented.First, documented.Last, documented.PageCount));
    }

    [Fact]
    public async Task Many_filter_values_that_nobody_knows_are_told_in_few_lines()
    {
        var jobs = (await PageAsync(Sample, new JobQuery { Statuses = [.. Enumerable.Range(1, 20).Select(number => $"bogus-{number}")] })).Jobs;

        Assert.Equal(4, jobs.Notices.Count);
        Assert.StartsWith("17 more values", jobs.Notices[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_job_has_its_details_its_neighbours_and_the_APIs_advice()
    {
        var results = await SourceAsync(Sample.Value);
        await FilteredAsync(results);
        var job = (await results.GetJobAsync(Sample, "job-abc456", Token)).Value!;

        Assert.Equal("financial_data.xlsx", job.Row.FileName);
        Assert.Equal(".xlsx", job.ErrorDetails!.Value.GetProperty("format").GetString());
        Assert.StartsWith("Convert files", job.Resolution, StringComparison.Ordinal);
        Assert.Equal((1L, 20L), (job.FailedPosition, job.FailedCount));
        Assert.Null(job.PreviousFailed);
        Assert.Equal(11, job.SameErrorCount);
        Assert.Equal("job-abc456", job.Raw.GetProperty("job_id").GetString());
        var next = (await results.GetJobAsync(Sample, job.NextFailed!.Key, Token)).Value!;
        Assert.Equal(("job-abc456", 2L), (next.PreviousFailed!.Key, next.FailedPosition));
        var byRow = (await results.GetJobAsync(Sample, "row-2", Token)).Value!;
        Assert.Equal(job.Row, byRow.Row);
    }

    [Theory]
    [InlineData("job-of-nobody")]
    [InlineData("row-201")]
    [InlineData("../../etc")]
    public async Task A_job_that_is_not_there_is_not_found(string job)
    {
        var results = await SourceAsync(Sample.Value);
        await FilteredAsync(results);

        var answer = await results.GetJobAsync(Sample, job, Token);

        Assert.Null(answer.Value);
        Assert.Equal(ProblemKind.NotFound, answer.Problem!.Kind);
    }

    [Fact]
    public async Task An_error_group_lists_the_real_files_and_what_they_have_in_common()
    {
        var results = await SourceAsync(Sample.Value);
        var group = (await results.GetErrorGroupAsync(Sample, "format_error", 1, Token)).Value!;

        Assert.Equal((12L, 12L), (group.Group.Count, group.Jobs.Total));
        Assert.All(group.Jobs.Rows, row => Assert.Equal("format_error", row.ErrorCode));
        Assert.NotEmpty(group.Group.Formats);
        Assert.Equal("job-abc456", group.Group.AffectedFiles.Single(file => file.FileName == "financial_data.xlsx").JobKey);
        Assert.Contains(group.Details, detail => detail.Key == "format");
        var none = await results.GetErrorGroupAsync(Sample, "no_such_error", 1, Token);
        Assert.Equal(ProblemKind.NotFound, none.Problem!.Kind);
    }

    [Fact]
    public async Task The_errors_of_all_batches_add_up()
    {
        var results = await SourceAsync(Sample.Value);
        await FilteredAsync(results);

        var errors = (await results.GetErrorTrendsAsync(new ErrorsQuery(), Token)).Value!;

        Assert.Equal([("format_error", 12L), ("corrupted_file", 8L)], errors.Types.Select(type => (type.Name!, type.Count)));
        Assert.Equal(Sample, errors.Types[0].Batches.Single().Id);
    }

    [Fact]
    public async Task The_example_of_the_reference_shows_where_it_disagrees_with_itself()
    {
        var id = BatchId.Parse("batch-as-documented");
        var page = await PageAsync(id, new JobQuery { Sort = JobSort.FileName });

        Assert.Equal(2, page.Jobs.Total);
        Assert.Contains("The API counts 200 files but sends 2; this is all it sends.", page.Batch.Discrepancies);
    }

    [Fact]
    public async Task Hostile_names_are_shown_as_they_came_and_every_row_has_a_safe_key_that_finds_it()
    {
        var id = BatchId.Parse("batch-hostile-names");
        var results = await SourceAsync(id.Value);
        var jobs = (await results.GetBatchAsync(id, new JobQuery { PageSize = 250 }, Token)).Value!.Jobs;

        Assert.NotEmpty(jobs.Rows);
        Assert.Equal(jobs.Rows.Count, jobs.Rows.Select(row => row.Key).Distinct(StringComparer.Ordinal).Count());
        foreach (var row in jobs.Rows)
        {
            Assert.Equal(row.Number, (await results.GetJobAsync(id, row.Key, Token)).Value!.Row.Number);
        }
    }

    [Theory]
    [InlineData("batch-broken-rows")]
    [InlineData("batch-unknown-values")]
    public async Task Broken_and_unknown_rows_do_not_hide_their_neighbours(string batch)
    {
        var id = BatchId.Parse(batch);
        var results = await SourceAsync(batch);
        var page = (await results.GetBatchAsync(id, JobQuery.Default, Token)).Value!;

        Assert.NotEmpty(page.Jobs.Rows);
        foreach (var row in page.Jobs.Rows)
        {
            var job = (await results.GetJobAsync(id, row.Key, Token)).Value;
            Assert.NotNull(job);
            Assert.Equal(row.Number, job.Row.Number);
            Assert.NotEqual(JsonValueKind.Undefined, job.Raw.ValueKind);
        }
    }

    [Fact]
    public async Task An_empty_batch_has_an_empty_page()
    {
        var page = await PageAsync(BatchId.Parse("batch-empty"), JobQuery.Default);

        Assert.Equal((0L, 0L, 0L, 1), (page.Jobs.Total, page.Jobs.First, page.Jobs.Last, page.Jobs.PageCount));
        Assert.Null(page.Batch.Completion.Percent);
        Assert.Empty(page.Batch.Errors);
    }

    [Fact]
    public async Task An_unknown_batch_is_not_found()
    {
        var results = await SourceAsync(Sample.Value);

        var answer = await results.GetBatchAsync(BatchId.Parse("batch-of-nobody"), JobQuery.Default, Token);

        Assert.Null(answer.Value);
        Assert.Equal(ProblemKind.NotFound, answer.Problem!.Kind);
        Assert.Contains("batch-of-nobody", answer.Problem.Sentence, StringComparison.Ordinal);
    }

    private protected async Task<BatchPage> PageAsync(BatchId id, JobQuery query)
    {
        var answer = await (await SourceAsync(id.Value)).GetBatchAsync(id, query, Token);
        Assert.Null(answer.Problem);
        return answer.Value!;
    }

    // Has the whole batch copied in the live source.
    private static async Task FilteredAsync(IResultsService results) =>
        Assert.False((await results.GetBatchAsync(Sample, new JobQuery { Statuses = ["failed"] }, Token)).Value!.Jobs.IsPartial);
}
