using BatchDashboard.Components;
using BatchDashboard.Components.Display;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class DistributionTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    private static readonly Distribution Sizes = new(
        [new(65_536, 131_072, 30), new(131_072, 262_144, 150), new(262_144, 524_288, 0), new(524_288, 1_048_576, 1)], Unknown: 19);

    [Fact]
    public void A_chart_is_a_picture_whose_name_says_the_essence()
    {
        var chart = Chart(Sizes);

        Assert.Equal("Sizes: most between 128 KB and 256 KB", chart.Find("[role=img]").GetAttribute("aria-label"));
    }

    [Fact]
    public void The_same_numbers_are_a_table_and_what_is_not_known_is_told()
    {
        var chart = Chart(Sizes);

        Assert.Equal("Sizes", chart.Find("details table").GetAttribute("aria-label"));
        Assert.Equal(
            ["64 KB to 128 KB 30 16.6 %", "128 KB to 256 KB 150 82.9 %", "256 KB to 512 KB 0 0 %", "512 KB to 1 MB 1 0.6 %", "not known 19"],
            chart.FindAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent)).Trim()));
    }

    [Fact]
    public void Bars_start_at_zero_and_one_job_among_many_is_still_seen()
    {
        var bars = Chart(Sizes).FindAll("rect").Select(bar => bar.GetAttribute("height"));

        Assert.Equal(["20%", "100%", "0%", "3%"], bars);
    }

    [Theory]
    [InlineData(1, 0, 0, "all between 0 B and 1 KB")]
    [InlineData(2, 1, 0, "most between 0 B and 1 KB")]
    [InlineData(2, 1, 1, "most often between 0 B and 1 KB")]
    [InlineData(0, 0, 3, "all 2 KB or more")]
    public void The_essence_claims_no_more_than_is_so(long first, long second, long third, string essence) =>
        Assert.Equal(essence, Histogram.EssenceOf(new Distribution([new(0, 1024, first), new(1024, 2048, second), new(2048, long.MaxValue, third)], 0), Readable.Bytes));

    [Fact]
    public void Without_values_there_is_no_strip()
    {
        Assert.Empty(Strip(new Viewer(), jobs => jobs).FindAll("button"));
        Assert.Empty(Strip(new Viewer(), jobs => jobs with { Sizes = new Distribution([], 200) }).FindAll("button"));
    }

    [Fact]
    public void The_closed_strip_tells_the_essence_in_one_line()
    {
        var strip = Strip(new Viewer(), Known);

        Assert.Equal("false", strip.Find("button").GetAttribute("aria-expanded"));
        Assert.Contains("Sizes and durations of the 200 matching jobs", strip.Markup, StringComparison.Ordinal);
        Assert.Equal("most between 128 KB and 256 KB · all between 20 s and 40 s", strip.Find(".essence").TextContent);
        Assert.Empty(strip.FindAll("figure"));
    }

    [Fact]
    public void Who_opened_the_strip_finds_it_open()
    {
        var strip = Strip(new Viewer(Charts: true), Known);

        Assert.Equal("true", strip.Find("button").GetAttribute("aria-expanded"));
        Assert.Equal(
            ["Sizes: most between 128 KB and 256 KB", "Durations: all between 20 s and 40 s"],
            strip.FindAll("[role=img]").Select(chart => chart.GetAttribute("aria-label")));
    }

    private static JobPage Known(JobPage jobs) => jobs with { Sizes = Sizes, Durations = new Distribution([new(20_000, 40_000, 200)], 0) };

    private IRenderedComponent<Histogram> Chart(Distribution value) => Render<Histogram>(parameters => parameters
        .Add(chart => chart.Name, "Sizes")
        .Add(chart => chart.Value, value)
        .Add(chart => chart.Edge, Readable.Bytes));

    private IRenderedComponent<JobDistributions> Strip(Viewer viewer, Func<JobPage, JobPage> change) => Render<JobDistributions>(parameters => parameters
        .AddCascadingValue(viewer)
        .Add(strip => strip.Jobs, change(Views.Jobs(Id, new JobQuery { Statuses = ["succeeded"] }))));
}
