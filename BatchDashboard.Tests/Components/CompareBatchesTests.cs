using System.Text;
using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Components;

/// <summary>The compare page over real copies.</summary>
public sealed class CompareBatchesTests : PageTest, IAsyncLifetime
{
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _dashboard = await Dashboard.StartAsync(null);
        Comparisons = _dashboard.Services.GetRequiredService<CompareReader>();
        await ImportAsync("first", """{"filename":"a.numbers","status":"failed","error":{"code":"format_error"}},{"filename":"b.pdf","status":"failed","error":{"code":"storage_error"}},{"filename":"<b>c</b>.pdf","status":"succeeded"}""");
        await ImportAsync("second", """{"filename":"a.pdf","status":"succeeded"},{"filename":"b.pdf","status":"failed","error":{"code":"storage_error"}},{"filename":"new.pdf","status":"succeeded"}""");
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _dashboard.DisposeAsync();
    }

    [Fact]
    public void Both_batches_stand_side_by_side_and_each_list_is_a_link_with_its_number()
    {
        var page = Page("/compare?left=first&right=second");

        Assert.Equal(
            ["Fixed 1", "Still failing 1", "Newly failing 0", "Only left 1", "Only right 1"],
            page.FindAll("nav[aria-label=Lists] a").Select(link => $"{link.QuerySelector("span")!.TextContent} {link.QuerySelector("b")!.TextContent}"));
        Assert.Equal("/compare?left=first&right=second&list=only-left", page.FindAll("nav[aria-label=Lists] a")[3].GetAttribute("href"));
        var row = Assert.Single(page.FindAll(".compare-table tbody tr"));
        Assert.Contains("a.numbers", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("a.pdf", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("format_error", page.FindAll("caption").Single(caption => caption.TextContent == "Errors and media types").ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_name_leads_to_its_job_and_each_code_to_its_error()
    {
        var row = Page("/compare?left=first&right=second").Find(".compare-table tbody tr");

        Assert.Equal(
            [("a.numbers", "first"), ("a.pdf", "second")],
            row.QuerySelectorAll(".name a").Select(link => (link.TextContent, link.GetAttribute("href")!.Split('/')[2])));
        Assert.All(row.QuerySelectorAll(".name a"), link => Assert.Contains("/jobs/", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal("/batches/first/errors/format_error", row.QuerySelector("a.why")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Counts_are_only_good_or_bad_between_batches_of_one_size()
    {
        await ImportAsync("small", """{"filename":"a.pdf","status":"succeeded"}""");

        Assert.NotEmpty(Page("/compare?left=first&right=second").FindAll("td.better"));
        var figures = Page("/compare?left=first&right=small").FindAll("td.better, td.worse");
        Assert.EndsWith(" points", Assert.Single(figures).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_that_need_no_copy_are_shown_without_one()
    {
        await _dashboard.Store.WritePageAsync(BatchId.Parse("part"), BatchDashboard.Tests.Data.Pages.Cut(200, 1, 50), forSync: false, isLast: false, Token);

        var page = Page("/compare?left=first&right=part");

        var files = page.FindAll("caption").First(caption => caption.TextContent == "Figures").ParentElement!.QuerySelectorAll("tbody tr")[1];
        Assert.Equal(["3", "200", "+197"], files.QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Empty(page.FindAll(".compare-table"));
    }

    [Fact]
    public void A_hostile_name_is_text()
    {
        var page = Page("/compare?left=first&right=second&list=only-left");

        Assert.Equal("<b>c</b>.pdf", page.Find(".compare-table bdi").TextContent);
    }

    [Theory]
    [InlineData("/compare", "The batch is not chosen yet.")]
    [InlineData("/compare?left=first", "The batch is not chosen yet.")]
    [InlineData("/compare?left=first&right=first", "This is the same batch as on the left.")]
    [InlineData("/compare?left=first&right=nobody", "no copy of the batch “nobody”")]
    [InlineData("/compare?left=%3Cscript%3E&right=second", "cannot be a batch id")]
    public void What_cannot_be_compared_is_said_and_others_are_offered(string path, string words)
    {
        var page = Page(path);

        Assert.Contains(words, page.Markup, StringComparison.Ordinal);
        Assert.Equal("/compare", page.Find("form").GetAttribute("action"));
        Assert.Empty(page.FindAll(".compare-table"));
    }

    [Fact]
    public async Task A_batch_that_is_not_here_can_be_fetched_from_the_page()
    {
        var page = Page("/compare?left=first&right=nobody");

        await page.FindAll("button").Single(button => button.TextContent == "Open it and fetch all jobs").ClickAsync(new());

        Assert.Contains("open nobody", Results.Asked);
        Assert.Contains("copy nobody", Results.Asked);
    }

    [Fact]
    public void Batches_of_the_same_collection_are_offered_first()
    {
        var items = new[] { Item("x", "other"), Item("y", "mine"), Item("first", "mine"), Item("z", null) };
        Results.Batches = query => new Answer<BatchList>(new BatchList([.. items.Where(item => query.Collection.Length == 0 || item.Collection == query.Collection)]) { Query = query });

        var page = Page("/compare?left=first");

        Assert.Equal(
            ["/compare?left=first&right=y", "/compare?left=first&right=x", "/compare?left=first&right=z"],
            page.FindAll(".offered a").Select(link => link.GetAttribute("href")!));
    }

    private IRenderedComponent<CompareBatches> Page(string path)
    {
        Navigation.NavigateTo(path);
        var page = Render<CompareBatches>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("h2")));
        return page;
    }

    private static BatchListItem Item(string id, string? collection) => new()
    {
        Id = BatchId.Parse(id),
        Collection = collection,
        Status = "completed",
        State = BatchState.Completed,
        Completion = new CompletionView(1, 1, 2, 50),
        Freshness = new Freshness(FreshnessKind.Copy, Views.Created),
    };

    private async Task ImportAsync(string batch, string rows)
    {
        var (files, failed) = (rows.Split("\"filename\"").Length - 1, rows.Split("\"failed\"").Length - 1);
        var completion = $$"""{"successful":{{files - failed}},"failed":{{failed}},"total_items":{{files}}}""";
        var text = $$$"""{"data":{"batch_summary":{"batch_id":"{{{batch}}}","status":"completed","completion":{{{completion}}}},"job_results":[{{{rows}}}]}}""";
        Assert.Null((await _dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file.json", Token)).Problem);
    }
}
