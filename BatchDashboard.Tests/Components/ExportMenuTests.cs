using BatchDashboard.Components;
using BatchDashboard.Components.Export;
using BatchDashboard.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

public sealed class ExportMenuTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    private ExportRuns Runs => Services.GetRequiredService<ExportRuns>();

    [Fact]
    public void All_jobs_are_offered_in_each_format_as_plain_links()
    {
        var menu = Menu(JobQuery.Default);

        Assert.Equal(["All 200 jobs"], menu.FindAll(".choice > span:first-child").Select(choice => choice.TextContent));
        Assert.Equal(["CSV", "JSON", "Excel"], menu.FindAll("a[download]").Select(link => link.TextContent));
        Assert.Equal("/export/batches/batch-abc123/jobs.csv", Path(menu.Find("a[download]").GetAttribute("href")!));
    }

    [Fact]
    public void A_filter_is_offered_with_its_number_and_all_jobs_too()
    {
        var menu = Menu(new JobQuery { Statuses = ["failed"], Sort = JobSort.Size, Page = 3, PageSize = 25 });

        Assert.Equal(["These 200 jobs as filtered", "All 200 jobs"], menu.FindAll(".choice > span:first-child").Select(choice => choice.TextContent));
        var links = menu.FindAll("a[download]").Select(link => Path(link.GetAttribute("href")!)).ToList();
        Assert.Equal(("/export/batches/batch-abc123/jobs.csv?status=failed&sort=size", "/export/batches/batch-abc123/jobs.csv?sort=size"), (links[0], links[3]));
    }

    [Fact]
    public void Until_all_jobs_are_here_there_is_no_link_and_a_way_to_get_them()
    {
        var asked = 0;
        var freshness = new Freshness(FreshnessKind.PartialCopy, Views.Created) { Jobs = new Portion(50, 200) };
        var menu = Render<JobExport>(set => set
            .Add(one => one.Batch, Id)
            .Add(one => one.Freshness, freshness)
            .Add(one => one.Jobs, Views.Jobs(Id, JobQuery.Default) with { IsPartial = true })
            .Add(one => one.CopyCost, 2)
            .Add(one => one.OnCopy, () => asked++));

        Assert.Empty(menu.FindAll("a[download]"));
        menu.Find("button").Click();
        Assert.Equal(1, asked);

        menu.Render(set => set.Add(one => one.Freshness, freshness with { Kind = FreshnessKind.Copying }));
        Assert.Contains("under way", menu.Markup, StringComparison.Ordinal);
        Assert.Empty(menu.FindAll("a[download]"));
    }

    [Fact]
    public void A_download_that_began_shows_how_far_it_is_and_the_links_are_good_for_another()
    {
        var menu = Menu(JobQuery.Default);
        var ticket = Ticket(menu);

        var run = Begin(ticket, 1_000_000);
        menu.WaitForAssertion(() => Assert.Contains("Exported 0 of 1,000,000 jobs", menu.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.NotEqual(ticket, Ticket(menu));
        Time.Advance(TimeSpan.FromSeconds(1));
        run.Report(340_000);
        menu.WaitForAssertion(() => Assert.Contains("Exported 340,000 of 1,000,000 jobs", menu.Markup, StringComparison.Ordinal));

        menu.FindAll(".run button").Single(button => button.TextContent == "Cancel").Click();
        Assert.True(run.IsCancelled);
        run.End(ExportState.Cancelled);
        menu.WaitForAssertion(() => Assert.Contains("was stopped after 340,000", menu.Markup, StringComparison.Ordinal));
        menu.Find(".run button").Click();
        Assert.Empty(menu.FindAll(".run"));
    }

    [Fact]
    public async Task The_jobs_of_the_filter_are_copied_as_a_table()
    {
        var menu = Menu(new JobQuery { Statuses = ["failed"], Page = 3 });

        await menu.FindAll("button").Single(button => button.TextContent.Contains("Markdown", StringComparison.Ordinal)).ClickAsync(new());

        Assert.Equal(["batch batch-abc123?status=failed&pageSize=250"], Results.Asked);
        Assert.Contains("did not allow", Services.GetRequiredService<Announcer>().Text, StringComparison.Ordinal);
    }

    private IRenderedComponent<JobExport> Menu(JobQuery query) => Render<JobExport>(set => set
        .Add(one => one.Batch, Id)
        .Add(one => one.Freshness, Views.Batch(Id).Freshness)
        .Add(one => one.Jobs, Views.Jobs(Id, query)));

    private ExportRun Begin(string ticket, long total) => Runs.Begin(ticket, total);

    private static string Ticket(IRenderedComponent<JobExport> menu) => menu.Find("a[download]").GetAttribute("href")!.Split("run=")[1];

    private static string Path(string url) => url[..(url.IndexOf("run=", StringComparison.Ordinal) - 1)];
}
