using BatchDashboard.Components;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Queries;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchDashboard.Tests.Components;

/// <summary>Selected jobs: these and no others, and what can be done with them.</summary>
public sealed class JobSelectionTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("b");
    private TemporaryCache? _cache;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private JobSelection Selection => Services.GetRequiredService<JobSelection>();

    [Fact]
    public async Task A_box_in_a_row_selects_its_job_and_the_selection_stays_on_other_pages()
    {
        var grid = Grid(JobQuery.Default);
        Assert.Empty(grid.FindAll(".bulk"));

        await ChooseAsync(grid, true, "job-000001", "job-000003");

        Assert.Equal("2 files selected now", grid.Find(".bulk strong").TextContent);
        Assert.Equal(2, grid.FindAll("tbody input:checked").Count);

        grid.Render(parameters => parameters.Add(shown => shown.Jobs, Views.Jobs(Id, JobQuery.Default with { Page = 2 })));
        Assert.Equal("2 files selected now", grid.Find(".bulk strong").TextContent);
        Assert.Empty(grid.FindAll("tbody input:checked"));

        await ChooseAsync(grid, false, "job-000001");
        Assert.Equal("1 file selected now", grid.Find(".bulk strong").TextContent);
    }

    [Fact]
    public async Task The_box_in_the_head_is_ticked_when_all_rows_of_the_page_are()
    {
        var grid = Grid(JobQuery.Default with { PageSize = 25 });
        var keys = Views.Jobs(Id, JobQuery.Default with { PageSize = 25 }).Rows.Select(row => row.Key).Distinct().ToArray();

        await ChooseAsync(grid, true, keys);
        Assert.True(grid.Find("thead input").HasAttribute("checked"));

        await ChooseAsync(grid, false, keys[0]);
        Assert.False(grid.Find("thead input").HasAttribute("checked"));
    }

    [Fact]
    public async Task Each_box_is_named_by_its_file()
    {
        Assert.Equal("Select q4_summary_1.pdf", Grid(JobQuery.Default).Find("tbody input").GetAttribute("aria-label"));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Jobs_of_another_batch_take_the_place_of_those_of_the_first()
    {
        Selection.Choose(Id, ["job-1", "job-2"], chosen: true);
        Assert.Equal(0, Selection.CountOf(BatchId.Parse("other")));

        Selection.Choose(BatchId.Parse("other"), ["job-9"], chosen: true);
        Assert.Equal((0, 1), (Selection.CountOf(Id), Selection.CountOf(BatchId.Parse("other"))));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Cleared_the_bar_goes_and_no_box_is_ticked()
    {
        var grid = Grid(JobQuery.Default);
        await ChooseAsync(grid, true, "job-000001");
        await Button(grid, "Clear").ClickAsync(new());
        Assert.Empty(grid.FindAll(".bulk"));
        Assert.Empty(grid.FindAll("input:checked"));
    }

    [Theory]
    [InlineData("Start fixing", "/batches/b/resubmit?scope=")]
    [InlineData("Download kit", "/export/batches/b/kit.zip?scope=")]
    [InlineData("Export selection", "/export/batches/b/jobs.csv?scope=")]
    public async Task An_action_takes_the_frozen_selection_along_by_a_ticket(string button, string url)
    {
        var grid = Grid(JobQuery.Default);
        await ChooseAsync(grid, true, "job-000001", "job-000003");
        await Button(grid, button).ClickAsync(new());
        await ChooseAsync(grid, false, "job-000001");

        Assert.StartsWith(url, PathAndQuery, StringComparison.Ordinal);
        var scope = Services.GetRequiredService<JobScopes>().Find(PathAndQuery[(PathAndQuery.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        Assert.Equal((Id, "job-000001,job-000003"), (scope!.BatchId, string.Join(',', scope.Keys)));
    }

    [Fact]
    public async Task All_that_match_are_those_that_match_now_and_in_the_order_of_the_grid()
    {
        var (batch, grid) = await StoredGridAsync(200, new JobQuery { Statuses = ["failed"] }, total: 20);
        await ChooseAsync(grid, true, "job-0");

        await Button(grid, "Select all 20 that match").ClickAsync(new());

        grid.WaitForAssertion(() => Assert.Equal("20 files selected now", grid.Find(".bulk strong").TextContent));
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"job-{number * 10}"), Selection.Freeze(batch).Keys);
    }

    [Fact]
    public async Task All_that_match_of_a_batch_that_is_not_copied_cannot_be_told()
    {
        var (_, grid) = await StoredGridAsync(200, JobQuery.Default, total: 200, pages: 1);
        await ChooseAsync(grid, true, "job-0");

        await Button(grid, "Select all 200 that match").ClickAsync(new());

        grid.WaitForAssertion(() => Assert.Contains("Not all jobs of this batch are copied yet", grid.Find(".bulk [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("1 file selected now", grid.Find(".bulk strong").TextContent);
    }

    [Fact]
    public async Task Selected_jobs_are_triaged_together_and_undone_together()
    {
        var (batch, grid) = await StoredGridAsync(200, JobQuery.Default, total: 200);
        await _cache!.Triage.ChangeAsync(TriageTarget.OfJob(batch, "job-0"), new TriageChange(TriageState.Open, "Ana", "mine", "Ana"), 0, Token);
        await ChooseAsync(grid, true, "job-0", "job-10", "job-20");

        await Button(grid, "Triage…").ClickAsync(new());
        grid.WaitForElement(".bulk form");
        grid.Find(".bulk select").Change("resolved");
        await grid.Find(".bulk form").SubmitAsync();

        grid.WaitForAssertion(() => Assert.Contains("3 files: resolved.", grid.Find(".bulk").TextContent, StringComparison.Ordinal));
        var jobs = (await _cache.Triage.ReadAsync(batch, Token)).Jobs;
        Assert.Equal(("Ana", "mine", TriageState.Resolved), (jobs["job-0"].Assignee, jobs["job-0"].Note, jobs["job-20"].State));

        await Button(grid, "Undo").ClickAsync(new());
        grid.WaitForAssertion(() => Assert.Contains("Undone for 3 files.", grid.Find(".bulk").TextContent, StringComparison.Ordinal));
        Assert.Equal(["job-0"], (await _cache.Triage.ReadAsync(batch, Token)).Jobs.Keys);
    }

    [Fact]
    public async Task Jobs_that_somebody_changed_meanwhile_are_told_and_changed_only_on_demand()
    {
        var (batch, grid) = await StoredGridAsync(200, JobQuery.Default, total: 200);
        await ChooseAsync(grid, true, "job-0", "job-10");
        await Button(grid, "Triage…").ClickAsync(new());
        grid.WaitForElement(".bulk form");
        await _cache!.Triage.ChangeAsync(TriageTarget.OfJob(batch, "job-10"), new TriageChange(TriageState.WontFix, "", "", "Ana"), 0, Token);

        await grid.Find(".bulk form").SubmitAsync();
        grid.WaitForAssertion(() => Assert.Contains("by Ana", grid.Find(".bulk [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(["job-10"], (await _cache.Triage.ReadAsync(batch, Token)).Jobs.Keys);

        await Button(grid, "Change all of them anyway").ClickAsync(new());
        grid.WaitForAssertion(() => Assert.Contains("2 files: acknowledged.", grid.Find(".bulk").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_shows_what_was_said_of_its_job()
    {
        var mark = new TriageMark(TriageState.WontFix, "Ana", "T-7", "Ben", Views.Created);
        var row = Render<JobRows>(parameters => parameters
            .Add(shown => shown.Rows, [Views.FailedRow(Id, 2) with { Triage = mark }])
            .Add(shown => shown.Viewer, new Viewer())
            .Add(shown => shown.Selection, new JobSelection()));

        Assert.Equal("Won’t fix", row.Find(".triage-tag").TextContent);
        Assert.Equal("Won’t fix, Ana: T-7", row.Find(".triage-tag").GetAttribute("title"));
        Assert.StartsWith("Failed", row.Find("td:nth-child(4)").TextContent.Trim(), StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private async Task<(BatchId Batch, IRenderedComponent<JobGrid> Grid)> StoredGridAsync(int jobs, JobQuery query, long total, int pages = int.MaxValue)
    {
        _cache = await TemporaryCache.CreateAsync();
        for (var page = 1; page <= Math.Min(pages, jobs / 50); page++)
        {
            await _cache.WriteAsync("b", Pages.Cut(jobs, page, 50));
        }

        Desk = new TriageDesk(_cache.Triage, new BatchChanges(NullLogger<BatchChanges>.Instance));
        Matching = new MatchingKeys(_cache.Store, _cache.Copies, _cache.Marks);
        return (Id, Grid(query, total));
    }

    private IRenderedComponent<JobGrid> Grid(JobQuery query, long total = 200) => Render<JobGrid>(parameters => parameters
        .Add(grid => grid.Batch, Views.Batch(Id))
        .Add(grid => grid.Jobs, Views.Jobs(Id, query) with { Total = total }));

    private static Task ChooseAsync(IRenderedComponent<JobGrid> grid, bool chosen, params string[] keys) =>
        grid.Find("tbody").TriggerEventAsync("onjobschosen", new JobsChosenEventArgs { Keys = keys, Chosen = chosen });

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> grid, string text) =>
        grid.FindAll("button").First(button => button.TextContent.Trim() == text);
}
