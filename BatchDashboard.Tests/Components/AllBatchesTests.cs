using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Pages;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
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
        Assert.Contains("No batches yet", Render<AllBatches>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_figures_and_the_trend_are_those_of_the_list_and_error_codes_come_when_the_table_is_opened()
    {
        var day = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("today", "completed", 90, 10)]) { Query = query, Figures = OutcomeFigures.Of([new BatchDay(day, 1, 100, 90, 10)]) });
        Results.Trends = query => new Answer<ErrorTrends>(new ErrorTrends(query, [], 1, [], [], [new ErrorDay(day, [new NamedCount($"format_error of {query.Days} days", 10)])]));
        Navigation.NavigateTo("/?days=7");

        var page = Render<AllBatches>();

        Assert.Equal(["1", "100", "90 %", "10"], page.FindAll(".figures dd").Select(figure => figure.TextContent.Trim()));
        Assert.Equal("/errors?days=7", page.Find(".figures dd a").GetAttribute("href"));
        Assert.Equal(["1 Jan 2026", "90", "10", ""], page.FindAll(".trend tbody td").Select(cell => cell.TextContent));
        page.Find(".trend details").TriggerEvent("ontoggle", EventArgs.Empty);
        Assert.Equal(["1 Jan 2026", "90", "10", "format_error of 7 days 10"], page.FindAll(".trend tbody td").Select(cell => cell.TextContent));
    }

    [Fact]
    public void A_page_of_the_list_is_asked_for_and_the_pager_leads_on()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("one", "completed", 1, 0)]) { Query = query, Range = PageRange.Of(query.Page, query.PageSize, 10_000), Known = 10_000 });
        Navigation.NavigateTo("/?q=one&sort=-failed");

        var page = Render<AllBatches>();
        Assert.Equal("1–50 of 10,000", page.Find(".pager .range").TextContent);
        page.Find("button[aria-label='Last page']").Click();

        Assert.Equal("/?q=one&sort=-failed&page=200", PathAndQuery);
        page.WaitForAssertion(() => Assert.Equal("9,951–10,000 of 10,000", page.Find(".pager .range").TextContent));
        page.Find(".pager select").Change("250");
        Assert.Equal("/?q=one&sort=-failed&page=40&pageSize=250", PathAndQuery);
        Assert.Equal(["batches?q=one&sort=-failed", "batches?q=one&sort=-failed&page=200", "batches?q=one&sort=-failed&page=40&pageSize=250"], Results.Asked);
    }

    [Fact]
    public void A_page_behind_the_last_is_the_last_with_a_sentence()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("one", "completed", 1, 0)]) { Query = query with { Page = 1 }, Notices = [Paging.Beyond(1)] });
        Navigation.NavigateTo("/?page=9&pageSize=7");

        Assert.Equal(
            ["“7” is not a value of “pageSize”. There are: 25, 50, 100, 250. Using 50.", "There is only one page: this is it."],
            Render<AllBatches>().FindAll(".notices li").Select(notice => notice.TextContent.Trim()));
    }

    [Fact]
    public void Statuses_are_boxes_with_their_counts_and_another_filter_begins_at_the_first_page()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("a", "completed", 1, 0)])
        {
            Query = query,
            Range = PageRange.Of(query.Page, query.PageSize, 500),
            Statuses = [new FilterOption("completed", 480), new FilterOption("running", 20)],
            Collections = [new NamedCount("reports", 300), new NamedCount("old", 200)],
        });
        Navigation.NavigateTo("/?status=COMPLETED&status=odd&page=3&sort=name");

        var page = Render<AllBatches>();
        Assert.Equal(["Completed 480", "Running 20", "Odd 0"], page.FindAll("fieldset label").Select(label => string.Join(' ', label.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal([true, false, true], page.FindAll("fieldset input").Select(box => box.HasAttribute("checked")));
        page.FindAll("fieldset input")[1].Change(true);
        Assert.Equal("/?status=COMPLETED&status=odd&status=running&sort=name", PathAndQuery);
        page.FindAll("fieldset input")[0].Change(false);
        Assert.Equal("/?status=odd&status=running&sort=name", PathAndQuery);

        Assert.Equal(["Any collection", "reports (300)", "old (200)"], page.FindAll("select[aria-label='Collection'] option").Select(option => option.TextContent));
        page.Find("select[aria-label='Collection']").Change("old");
        page.Find("select[aria-label='Period']").Change("30");
        Assert.Equal("/?status=odd&status=running&collection=old&days=30&sort=name", PathAndQuery);
        Assert.Equal("/?sort=name", page.FindAll("a").Single(link => link.TextContent == "Clear all").GetAttribute("href"));
    }

    [Fact]
    public void When_nothing_matches_the_page_says_so_and_keeps_its_filters()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([]) { Query = query, Known = 12 });
        Navigation.NavigateTo("/?q=nothing");

        var page = Render<AllBatches>();

        Assert.Equal("No batch matches", page.Find(".none p").TextContent);
        Assert.Equal("nothing", page.Find("input[type=search]").GetAttribute("value"));
        Assert.Empty(page.FindAll(".pager, table.batches-table"));
    }

    [Fact]
    public void A_change_of_a_batch_keeps_the_page_and_the_filter()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("a", "completed", 1, 0)]) { Query = query, Range = PageRange.Of(query.Page, query.PageSize, 500) });
        Navigation.NavigateTo("/?q=a&page=3");
        var page = Render<AllBatches>();
        Results.Batches = query => new Answer<BatchList>(new BatchList([Item("b", "completed", 1, 0)]) { Query = query, Range = PageRange.Of(query.Page, query.PageSize, 501) });

        Results.Change(BatchId.Parse("b"));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(["b"], Names(page)));
        Assert.Equal("101–150 of 501", page.Find(".pager .range").TextContent);
        Assert.Equal(["batches?q=a&page=3", "batches?q=a&page=3"], Results.Asked);
    }

    [Fact]
    public void Headers_sort_and_the_newest_come_first_without_being_asked_for()
    {
        Know(Item("a", "completed", 1, 9));

        var page = Render<AllBatches>();
        Assert.Equal(
            ["/?sort=name", "/?sort=status", "/?sort=completion", "/?sort=failed", "/?sort=size", "/?sort=duration", "/?sort=-newest"],
            page.FindAll("thead a").Select(link => link.GetAttribute("href")));
        Assert.Equal("descending", page.FindAll("thead th")[6].GetAttribute("aria-sort"));

        Navigation.NavigateTo("/?sort=failed&status=completed");
        page.WaitForAssertion(() => Assert.Equal("ascending", page.FindAll("thead th")[3].GetAttribute("aria-sort")));
        Assert.Equal("/?status=completed&sort=-failed", page.FindAll("thead a")[3].GetAttribute("href"));
        Assert.Equal("none", page.FindAll("thead th")[6].GetAttribute("aria-sort"));
    }

    [Fact]
    public void Completed_does_not_hide_that_every_file_failed()
    {
        Know(Item("bad", "completed", 0, 10), Item("good", "completed", 10, 0), Item("mixed", "completed", 5, 5));

        var tones = Render<AllBatches>().FindAll("tbody .status").Select(status => status.GetAttribute("data-tone"));

        Assert.Equal(["failed", "succeeded", "ended"], tones);
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
    public void The_queue_stands_above_the_list_while_there_is_one_and_also_before_the_first_batch()
    {
        Results.Batches = query => new Answer<BatchList>(new BatchList([]) { Query = query, Lookups = new LookupProgress(10, 10, [], null) });
        var page = Render<AllBatches>();
        Assert.Contains("0 of 10", page.Find("section[aria-labelledby=lookups]").TextContent, StringComparison.Ordinal);

        Know(Item("one", "completed", 1, 0));
        Results.Change(BatchId.Parse("one"));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(["one"], Names(page)));
        Assert.Empty(page.FindAll("#lookups"));
    }

    private static IEnumerable<string> Names(IRenderedComponent<AllBatches> page) => page.FindAll(".batches-table tbody .name a").Select(name => name.TextContent);

    private void Know(params BatchListItem[] items) => Results.Batches = query => new Answer<BatchList>(new BatchList(items) { Query = query });

    private BatchListItem Item(string id, string status, long succeeded, long failed) => new()
    {
        Id = BatchId.Parse(id),
        Status = status,
        State = status == "running" ? BatchState.Running : BatchState.Completed,
        Completion = new CompletionView(succeeded, failed, succeeded + failed, null),
        CreatedAt = Time.GetUtcNow(),
        Freshness = new Freshness(FreshnessKind.Copy, Time.GetUtcNow()),
    };
}
