using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results;

/// <summary>What operators said stands beside what the API says, wherever that comes from and however often it is copied.</summary>
public sealed class TriageResultsTests
{
    private static readonly BatchId Batch = BatchId.Parse("batch-abc123");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_shown_of_errors_rows_and_jobs_live_and_copied_and_stays_when_the_batch_is_read_anew()
    {
        await using var api = await ApiServer.StartAsync();
        await using var dashboard = await Dashboard.StartAsync(api);
        var store = dashboard.Services.GetRequiredService<TriageStore>();
        await store.ChangeAsync(TriageTarget.OfErrors(Batch, "format_error"), new TriageChange(TriageState.Acknowledged, "Ana", "", "Ben"), 0, Token);
        await store.ChangeAsync(TriageTarget.OfJob(Batch, "job-abc456"), new TriageChange(TriageState.WontFix, "", "T-7", "Ben"), 0, Token);

        await AssertShownAsync(dashboard.Results, JobQuery.Default);
        await dashboard.CopyAsync("batch-abc123");
        await AssertShownAsync(dashboard.Results, new JobQuery { ErrorCodes = ["format_error"] });
        Assert.Null(await dashboard.Results.RefreshAsync(Batch, Token));
        await dashboard.Sync.EndAsync(Batch).InTimeAsync();
        await AssertShownAsync(dashboard.Results, new JobQuery { ErrorCodes = ["format_error"] });

        await using var offline = await dashboard.AgainAsync(null);
        await AssertShownAsync(offline.Results, new JobQuery { ErrorCodes = ["format_error"] });
    }

    [Fact]
    public async Task A_failed_job_knows_what_is_around_it()
    {
        await using var api = await ApiServer.StartAsync();
        await using var dashboard = await Dashboard.StartAsync(api);
        await dashboard.CopyAsync("batch-abc123");
        var failed = (await dashboard.Results.GetBatchAsync(Batch, new JobQuery { Statuses = ["failed"] }, Token)).Value!.Jobs.Rows;
        var all = (await dashboard.Results.GetBatchAsync(Batch, new JobQuery { PageSize = 250, Sort = JobSort.None }, Token)).Value!.Jobs.Rows;

        foreach (var row in failed)
        {
            var around = (await dashboard.Results.GetJobAsync(Batch, row.Key, Token)).Value!.Neighbours!;

            Assert.Equal(row.Number > 1 ? all[(int)row.Number - 2].Outcome : null, around.Before?.Outcome);
            Assert.Equal(row.Number < all.Count ? all[(int)row.Number].Outcome : null, around.After?.Outcome);
            var folder = Path.GetDirectoryName(row.FileName);
            var mates = failed.Count(other => other.ErrorCode == row.ErrorCode && Path.GetDirectoryName(other.FileName) == folder);
            Assert.Equal(string.IsNullOrEmpty(folder) ? null : mates, around.SameFolder?.Count);
        }
    }

    private static async Task AssertShownAsync(IResultsService results, JobQuery query)
    {
        var page = (await results.GetBatchAsync(Batch, query, Token)).Value!;
        Assert.Equal(("Ana", 1), page.Batch.Errors.Single(error => error.ErrorType == "format_error").Triage is { } entry ? (entry.Mark.Assignee, entry.Revision) : default);
        Assert.Null(page.Batch.Errors.Single(error => error.ErrorType == "corrupted_file").Triage);
        Assert.Equal(TriageState.WontFix, page.Jobs.Rows.Single(row => row.Key == "job-abc456").Triage?.State);
        Assert.All(
            page.Jobs.Rows.Where(row => row.ErrorCode == "format_error" && row.Key != "job-abc456"),
            row => Assert.Equal(TriageState.Acknowledged, row.Triage?.State));
        Assert.All(page.Jobs.Rows.Where(row => row.Outcome == JobOutcome.Succeeded), row => Assert.Null(row.Triage));

        var group = (await results.GetErrorGroupAsync(Batch, "format_error", 1, Token)).Value!;
        Assert.Equal("Ana", group.Group.Triage?.Mark.Assignee);
        var job = (await results.GetJobAsync(Batch, "job-abc456", Token)).Value!;
        Assert.Equal(("T-7", TriageState.WontFix), (job.Triage?.Mark.Note, job.Row.Triage?.State));
    }
}
