using BatchDashboard.Components.Batches;
using BatchDashboard.Components.Display;
using BatchDashboard.Components.Errors;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace BatchDashboard.Tests.Components;

public sealed class PanelTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void Media_types_are_a_picture_with_the_same_numbers_in_a_table()
    {
        var chart = Render<MediaTypesChart>(parameters => parameters.Add(panel => panel.Batch, Views.Batch(Id)));

        Assert.Equal("Media types", chart.Find("[role=img]").GetAttribute("aria-label"));
        Assert.Equal("Media types", chart.Find("table").GetAttribute("aria-label"));
        Assert.Equal(["Document 150 75 %", "Image 30 15 %", "Video 20 10 %"], chart.FindAll("tbody tr").Select(Cells));
        Assert.Contains("200 finished · 180 media items created", chart.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_click_on_a_bar_filters_the_grid()
    {
        var chart = Render<MediaTypesChart>(parameters => parameters.Add(panel => panel.Batch, Views.Batch(Id)));

        chart.FindAll(".bar")[1].Click();

        Assert.Equal("/batches/batch-abc123?type=image", PathAndQuery);
    }

    [Fact]
    public void Each_error_type_is_an_article_with_its_count_its_resolution_and_its_files()
    {
        var panel = Errors(Views.Batch(Id));

        var articles = panel.FindAll("article");
        Assert.Equal(["format_error", "corrupted_file"], articles.Select(article => article.GetAttribute("aria-label")!));
        Assert.Contains("12", articles[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Convert files to a supported format (.pdf, .txt, .docx)", articles[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("financial_data.xlsx", articles[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("budget.numbers", articles[0].TextContent, StringComparison.Ordinal);
        var link = articles[0].QuerySelectorAll("a").Single(anchor => anchor.TextContent == "Show failed files");
        Assert.Equal("/batches/batch-abc123?error=format_error#jobs", link.GetAttribute("href"));
    }

    [Fact]
    public void Nothing_failed_is_one_calm_line()
    {
        var panel = Errors(Views.Batch(Id) with { Errors = [], Completion = new CompletionView(200, 0, 200, 100) });

        Assert.Empty(panel.FindAll("article"));
        Assert.Equal("Nothing failed. There is nothing to resolve.", panel.Find("p").TextContent);
    }

    [Fact]
    public void Failures_without_a_reason_are_not_called_nothing()
    {
        var panel = Errors(Views.Batch(Id) with { Errors = [], Freshness = new Freshness(FreshnessKind.Live, Views.Created) });

        Assert.Contains("20 files failed, but the API did not say why.", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_that_are_counted_and_not_sent_do_not_ask_for_a_download_that_is_done()
    {
        var panel = Errors(Views.Batch(Id) with { Errors = [], Freshness = new Freshness(FreshnessKind.Copy, Views.Created) });

        Assert.Equal("The API counts 20 failed files, but sent no failed job.", panel.Find("p").TextContent);
    }

    [Fact]
    public void Copy_names_reads_every_page_of_the_failed_files()
    {
        Results.Batch = (id, query) => Task.FromResult(new Answer<BatchPage>(
            new BatchPage(Views.Batch(id), Views.Jobs(id, query) with { PageCount = 3 })));

        Errors(Views.Batch(Id)).FindAll("button").First(button => button.TextContent.Contains("Copy names", StringComparison.Ordinal)).Click();

        Assert.Equal(
            ["", "&page=2", "&page=3"],
            Results.Asked.Select(asked => asked["batch batch-abc123?error=format_error&pageSize=250".Length..]));
    }

    [Fact]
    public void A_panel_that_fails_leaves_the_others_alone_and_can_be_tried_again()
    {
        var fails = true;
        var page = Render(builder =>
        {
            builder.OpenComponent<Panel>(0);
            builder.AddAttribute(1, nameof(Panel.Title), "Broken");
            builder.AddAttribute(2, nameof(Panel.ChildContent), (RenderFragment)(content =>
            {
                content.OpenComponent<Fragile>(0);
                content.AddAttribute(1, nameof(Fragile.Fails), (Func<bool>)(() => fails));
                content.CloseComponent();
            }));
            builder.CloseComponent();
            builder.OpenComponent<Panel>(3);
            builder.AddAttribute(4, nameof(Panel.Title), "Whole");
            builder.AddAttribute(5, nameof(Panel.ChildContent), (RenderFragment)(content => content.AddContent(0, "still here")));
            builder.CloseComponent();
        });

        Assert.Contains("“Broken” could not be drawn", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("still here", page.Markup, StringComparison.Ordinal);

        fails = false;
        page.Find("[role=alert] button").Click();

        Assert.Contains("drawn at last", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ErrorResolution> Errors(BatchView batch) =>
        Render<ErrorResolution>(parameters => parameters.Add(panel => panel.Batch, batch));

    private static string Cells(AngleSharp.Dom.IElement row) => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()));

    private sealed class Fragile : ComponentBase
    {
        [Parameter]
        public Func<bool> Fails { get; set; } = () => false;

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, Fails() ? throw new InvalidOperationException("broken on purpose") : "drawn at last");
    }
}
