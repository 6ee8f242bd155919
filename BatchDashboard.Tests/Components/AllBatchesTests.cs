using BatchDashboard.Cache;
using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class AllBatchesTests : PageTest
{
    // The import needs a database and has its own journey.
    public AllBatchesTests() => ComponentFactories.AddStub<ImportBox>();

    [Fact]
    public void Without_a_batch_the_page_says_how_to_begin()
    {
        Assert.Contains("No batch is known yet", Render<AllBatches>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_figures_and_the_trend_are_those_of_the_period_and_split_failures_by_code()
    {
        Know(Item("today", "completed", 90, 10, daysAgo: 0), Item("long-ago", "completed", 5, 95, daysAgo: 100));
        Results.Trends = query => new Answer<ErrorTrends>(new ErrorTrends(
            query, [], 1, [new ErrorTrend("format_error", 10, null, [new ErrorTrendBatch(BatchId.Parse("today"), "today", 10, JobQuery.Default)])], [], []));
        Navigation.NavigateTo("/?days=7");

        var page = Render<AllBatches>();

        Assert.Equal(["1", "100", "90 %", "10"], page.FindAll(".figures dd").Select(figure => figure.TextContent.Trim()));
        Assert.Equal(["1 Jan 2026", "90", "10", "format_error 10"], page.FindAll(".trend tbody td").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Completed_does_not_hide_that_every_file_failed()
    {
        Know(Item("bad", "completed", 0, 10), Item("good", "completed", 10, 0), Item("mixed", "completed", 5, 5));

        var tones = Render<AllBatches>().FindAll("tbody .status").Select(status => status.GetAttribute("data-tone"));

        Assert.Equal(["failed", "succeeded", "ended"], tones);
    }

    [Fact]
    public void Filters_and_order_are_in_the_url()
    {
        Know(Item("a", "completed", 1, 9), Item("b", "running", 1, 5), Item("c", "completed", 1, 7));
        Navigation.NavigateTo("/?status=completed&sort=failed");

        var page = Render<AllBatches>();
        Assert.Equal(["c", "a"], Names(page));

        page.Find("select[aria-label='Status']").Change("running");
        Assert.Equal("/?status=running&sort=failed", PathAndQuery);
        page.WaitForAssertion(() => Assert.Equal(["b"], Names(page)));
    }

    [Fact]
    public void A_batch_without_a_name_is_called_by_its_id_once_and_one_that_was_sent_from_here_by_what_it_corrects()
    {
        Navigation.NavigateTo("/?sort=name");
        Know(Item("batch-bare", "completed", 1, 0), Item("batch-sent", "completed", 1, 0) with { Origin = "Corrected files of Reports" }, Item("batch-named", "completed", 1, 0) with { Name = "Named", Origin = "Corrected files of Reports" });

        var page = Render<AllBatches>();

        Assert.Equal(["batch-bare", "Corrected files of Reports", "Named"], Names(page));
        Assert.Equal(["batch-sent", "batch-named"], page.FindAll(".batches-table tbody code").Select(id => id.TextContent));
    }

    [Fact]
    public void The_local_copy_is_told_as_what_of_the_jobs_is_here()
    {
        Navigation.NavigateTo("/?sort=name");
        Know(
            Item("all", "completed", 1, 0),
            Item("less", "completed", 1, 0) with { Freshness = Here(FreshnessKind.Copy, 2) with { Counted = 200 } },
            Item("part", "completed", 1, 0) with { Freshness = Here(FreshnessKind.PartialCopy, 50) },
            Item("running", "running", 1, 0) with { Freshness = Here(FreshnessKind.PartialCopy, 100) },
            Item("seen", "running", 1, 0) with { Freshness = Here(FreshnessKind.Live, 0) });

        var copies = Render<AllBatches>().FindAll(".batches-table tbody td:last-child").ToList();

        Assert.EndsWith("The API counts 200 files but sends 2; this is all it sends.", copies[1].FirstElementChild!.GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal(["All jobs", "All that Wickson sends", "25 % of the jobs", "50 % of the jobs", "No jobs"], copies.Select(cell => cell.TextContent.Trim()));

        Freshness Here(FreshnessKind kind, long copied) => new(kind, Time.GetUtcNow()) { Jobs = new Portion(copied, 200) };
    }

    [Fact]
    public void Several_pasted_ids_are_opened_and_each_bad_one_is_named()
    {
        Results.Open = id => id.Value == "batch-2"
            ? new OpenedBatch(id, new Problem(ProblemKind.NotFound, "Wickson knows no batch batch-2.", "Check the id."))
            : new OpenedBatch(id, null);
        var page = Render<AllBatches>();

        page.Find("#batch-id").Change("batch-1, batch-2\n<b>no</b> batch-1");
        page.Find("form").Submit();

        Assert.Equal(["open batch-1", "open batch-2"], Results.Asked.Where(asked => asked.StartsWith("open", StringComparison.Ordinal)));
        var outcome = page.Find("#open-outcome").TextContent;
        Assert.Contains("Wickson knows no batch batch-2.", outcome, StringComparison.Ordinal);
        Assert.Contains("“<b>no</b>” cannot be a batch id.", outcome, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#open-outcome b"));
        Assert.Equal(["/batches/batch-1"], page.FindAll(".opened a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void Sorting_never_fails_whatever_the_query_string_says() =>
        CsCheck.Check.Sample(CsCheck.Gen.String, text => Assert.NotNull(BatchListQuery.Parse("?sort=" + text + "&days=" + text + "&q=" + text).Query.Apply([])));

    private static IEnumerable<string> Names(IRenderedComponent<AllBatches> page) => page.FindAll(".batches-table tbody .name a").Select(name => name.TextContent);

    private void Know(params BatchListItem[] items) => Results.Batches = () => new Answer<BatchList>(new BatchList(items));

    private BatchListItem Item(string id, string status, long succeeded, long failed, int daysAgo = 0) => new()
    {
        Id = BatchId.Parse(id),
        Status = status,
        State = status == "running" ? BatchState.Running : BatchState.Completed,
        Completion = new CompletionView(succeeded, failed, succeeded + failed, null),
        CreatedAt = Time.GetUtcNow().AddDays(-daysAgo),
        Freshness = new Freshness(FreshnessKind.Copy, Time.GetUtcNow()),
    };
}
