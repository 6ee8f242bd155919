using System.Reflection;
using BatchDashboard.Components;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.AspNetCore.Components.Rendering;

namespace BatchDashboard.Tests.Components;

public sealed class JobGridTests : PageTest
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");
    private readonly List<JobQuery> _asked = [];

    [Fact]
    public void A_row_links_its_file_and_its_media_item_and_says_its_status()
    {
        var row = Grid(JobQuery.Default).Find("tbody tr");

        Assert.Equal("/batches/batch-abc123/jobs/job-000001", row.QuerySelector("td:nth-child(2) a")!.GetAttribute("href"));
        Assert.Equal("/media/vec-abc1", row.QuerySelector("td:last-child a")!.GetAttribute("href"));
        Assert.Contains("Succeeded", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_media_id_that_is_none_is_shown_and_leads_nowhere()
    {
        var row = Rows(Views.Row(Id, 1) with { MediaId = "../../v1/status" });

        Assert.Null(row.Find("td:last-child").QuerySelector("a"));
        Assert.Equal("../../v1/status", row.Find("td:last-child").TextContent.Trim());
    }

    [Fact]
    public void Fifty_rows_are_kept_in_a_room_of_1024_parts_though_names_and_ids_are_long_and_some_failed()
    {
        var row = Views.Row(Id, 1) with { FileName = new string('x', 60), MediaId = "vec-" + new string('a', 40) };
        var shown = Rows([.. Enumerable.Repeat(row, 40), .. Enumerable.Repeat(Views.FailedRow(Id, 2) with { FileName = row.FileName }, 10)]);
        using var parts = new RenderTreeBuilder();

        typeof(JobRows).GetMethod("BuildRenderTree", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(shown.Instance, [parts]);

#pragma warning disable BL0006 // The number of parts is what the test is about.
        Assert.InRange(parts.GetFrames().Count, 512, 1024);
#pragma warning restore BL0006
    }

    [Fact]
    public void A_failed_row_says_why()
    {
        var row = Grid(JobQuery.Default).FindAll("tbody tr")[1];

        Assert.Contains("format_error", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Unsupported file format", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_named_and_the_range_is_told()
    {
        var grid = Grid(JobQuery.Default);

        Assert.Equal("Jobs", grid.Find("table caption").TextContent);
        Assert.Equal("1–50 of 200", grid.Find(".range").TextContent);
    }

    [Fact]
    public void The_pager_asks_for_the_other_pages()
    {
        var grid = Grid(JobQuery.Default with { Page = 2 });

        foreach (var name in new[] { "First page", "Previous page", "Next page", "Last page" })
        {
            grid.Find($"button[aria-label='{name}']").Click();
        }

        Assert.Equal([1, 1, 3, 4], _asked.Select(query => query.Page));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData(" 4 ", 4)]
    [InlineData("99999999999", 4)]
    [InlineData("-7", 1)]
    public void A_typed_page_is_gone_to_and_never_beyond_the_ends(string typed, int page)
    {
        var grid = Grid(JobQuery.Default with { Page = 2 });

        grid.Find(".pager input").Change(typed);
        grid.Find(".pager form").Submit();

        Assert.Equal(page, Assert.Single(_asked).Page);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("")]
    [InlineData("two")]
    public void A_typed_page_that_is_none_or_the_same_asks_nothing(string typed)
    {
        var grid = Grid(JobQuery.Default with { Page = 2 });

        grid.Find(".pager input").Change(typed);
        grid.Find(".pager form").Submit();

        Assert.Empty(_asked);
        Assert.Equal("2", grid.Find(".pager input").GetAttribute("value"));
    }

    [Fact]
    public void While_an_answer_is_awaited_the_old_rows_stay_and_the_next_step_starts_from_what_was_asked()
    {
        var grid = Grid(JobQuery.Default with { Page = 2 });
        grid.Render(parameters => parameters.Add(shown => shown.Asked, new JobQuery { Page = 3, Statuses = ["failed"] }));

        Assert.Equal("true", grid.Find("#jobs").GetAttribute("aria-busy"));
        Assert.Equal("51–100 of 200", grid.Find(".range").TextContent);
        grid.Find("button[aria-label='Next page']").Click();
        grid.Find("select[aria-label='Media type']").Change("image");

        Assert.Equal(["?status=failed&page=4", "?status=failed&type=image"], _asked.Select(query => query.ToQueryString()));
    }

    [Fact]
    public void Rows_that_are_as_they_were_are_not_drawn_again()
    {
        var grid = Grid(JobQuery.Default);
        var rows = grid.FindComponent<JobRows>();
        var before = rows.RenderCount;
        var jobs = Views.Jobs(Id, JobQuery.Default);

        grid.Render(parameters => parameters.Add(shown => shown.Asked, new JobQuery { Page = 2 }).Add(shown => shown.Jobs, jobs));
        Assert.Equal(before, rows.RenderCount);

        grid.Render(parameters => parameters.Add(shown => shown.Jobs, jobs with { Rows = [jobs.Rows[0] with { FileName = "other.pdf" }, .. jobs.Rows.Skip(1)] }));
        Assert.Equal(before + 1, rows.RenderCount);
        Assert.Equal("other.pdf", grid.Find("td:nth-child(2) a").TextContent);
    }

    [Fact]
    public void A_row_says_what_the_api_says_as_text_in_every_cell()
    {
        const string hostile = "<b title=\"x\">&amp;'\u202E";
        var row = Rows(Views.FailedRow(Id, 2) with { Status = hostile, MediaType = hostile, ErrorCode = hostile, ErrorMessage = hostile + new string('m', 40), MediaId = hostile });

        Assert.Empty(row.FindAll("b"));
        Assert.All([2, 8], place => Assert.Contains("<b title=\"x\">&amp;'\uFFFD", row.Find($"td:nth-child({place})").TextContent, StringComparison.Ordinal));
        Assert.All([3, 4], place => Assert.Equal("B title x amp;", row.Find($"td:nth-child({place})").TextContent));
        Assert.StartsWith("<b title=\"x\">&amp;'\uFFFD: <b", row.Find(".why").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void At_the_ends_there_is_nothing_to_flip_to()
    {
        Assert.True(Grid(JobQuery.Default).Find("button[aria-label='Previous page']").HasAttribute("disabled"));
        Assert.True(Grid(JobQuery.Default with { Page = 4 }).Find("button[aria-label='Next page']").HasAttribute("disabled"));
    }

    [Fact]
    public void Another_number_of_rows_keeps_the_first_row_on_screen()
    {
        Grid(JobQuery.Default with { Page = 3 }).Find(".pager select").Change("25");

        Assert.Equal(new JobQuery { PageSize = 25, Page = 5 }, Assert.Single(_asked));
    }

    [Fact]
    public void A_chosen_filter_is_asked_for_and_starts_at_the_first_page()
    {
        var grid = Grid(JobQuery.Default with { Page = 3 });

        grid.Find("select[aria-label='Status']").Change("failed");
        grid.Find("select[aria-label='Media type']").Change("image");
        grid.Find("select[aria-label='Error code']").Change("format_error");

        Assert.Equal(["?status=failed", "?type=image", "?error=format_error"], _asked.Select(query => query.ToQueryString()));
    }

    [Fact]
    public void Each_filter_is_a_chip_that_removes_only_itself()
    {
        var grid = Grid(new JobQuery { Statuses = ["failed"], ErrorCodes = ["format_error", "corrupted_file"], Search = "budget" });

        grid.FindAll(".chip").Single(chip => chip.TextContent.Contains("corrupted_file", StringComparison.Ordinal)).Click();

        Assert.Equal("?status=failed&error=format_error&q=budget", Assert.Single(_asked).ToQueryString());
    }

    [Fact]
    public void Filters_and_chips_tell_how_many_jobs_each_value_would_find()
    {
        var grid = Grid(new JobQuery { Statuses = ["failed"] }, jobs => jobs with
        {
            Options = new FilterOptions([new("failed", 1_020), new("succeeded", 0)], [new("image", null)], []),
        });

        Assert.Equal(
            ["Any status", "failed (1,020)", "succeeded (0)"],
            grid.FindAll("select[aria-label='Status'] option").Select(option => option.TextContent));
        Assert.Equal(["or…", "succeeded (0)"], grid.FindAll("select.or option").Select(option => option.TextContent));
        Assert.Equal("image", grid.FindAll("select[aria-label='Media type'] option")[1].TextContent);
        Assert.StartsWith("Status: failed (1,020)", grid.Find(".chip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_finds_nothing_is_seen_to_and_can_still_be_chosen()
    {
        var grid = Grid(JobQuery.Default, jobs => jobs with { Options = jobs.Options with { Statuses = [new("failed", 0)] } });

        Assert.Equal("none", grid.FindAll("select[aria-label='Status'] option")[1].ClassName);
        grid.Find("select[aria-label='Status']").Change("failed");
        Assert.Equal("?status=failed", Assert.Single(_asked).ToQueryString());
    }

    [Fact]
    public void A_second_value_is_added_beside_the_chip()
    {
        Grid(new JobQuery { Statuses = ["failed"] }).Find("select[aria-label='Or another value']").Change("succeeded");

        Assert.Equal("?status=failed&status=succeeded", Assert.Single(_asked).ToQueryString());
    }

    [Fact]
    public void Typing_asks_once_after_a_pause()
    {
        var grid = Grid(JobQuery.Default);
        var box = grid.Find("input[type=search]");

        foreach (var text in new[] { "b", "bu", "budget" })
        {
            box.Input(text);
        }

        Assert.Empty(_asked);
        Time.Advance(TimeSpan.FromSeconds(1));
        grid.WaitForAssertion(() => Assert.Equal("?q=budget", Assert.Single(_asked).ToQueryString()));
    }

    [Fact]
    public void A_late_answer_does_not_undo_what_was_typed_since_and_a_link_does()
    {
        var grid = Grid(JobQuery.Default);
        void Search(string text, int asked)
        {
            grid.Find("input[type=search]").Input(text);
            Time.Advance(TimeSpan.FromSeconds(1));
            grid.WaitForAssertion(() => Assert.Equal(asked, _asked.Count));
        }

        void Answer(string text) => grid.Render(parameters => parameters.Add(shown => shown.Jobs, Views.Jobs(Id, new JobQuery { Search = text })));

        Search("dama", 1);
        Search("damaged", 2);
        Answer("dama");
        Assert.Equal("damaged", grid.Find("input[type=search]").GetAttribute("value"));
        Answer("damaged");
        Assert.Equal("damaged", grid.Find("input[type=search]").GetAttribute("value"));
        Answer("dama");
        Assert.Equal("dama", grid.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public void A_column_sorts_then_turns_round_then_goes_back_to_the_apis_order()
    {
        string? Size(JobQuery query) => Grid(query).FindAll("th a").Single(link => link.TextContent.StartsWith("Size", StringComparison.Ordinal)).GetAttribute("href");

        Assert.Equal("/batches/batch-abc123?sort=size", Size(JobQuery.Default));
        Assert.Equal("/batches/batch-abc123?sort=-size", Size(new JobQuery { Sort = JobSort.Size }));
        Assert.Equal("/batches/batch-abc123", Size(new JobQuery { Sort = JobSort.Size, Descending = true }));
    }

    [Theory]
    [InlineData(false, JobSort.None, 8)]
    [InlineData(true, JobSort.None, 10)]
    [InlineData(false, JobSort.Created, 10)]
    [InlineData(false, JobSort.JobId, 10)]
    public void The_job_id_and_the_time_of_creation_are_columns_when_chosen_and_while_they_are_sorted_by(bool chosen, JobSort sort, int columns)
    {
        var jobs = Views.Jobs(Id, new JobQuery { Sort = sort });
        var grid = Render<JobGrid>(parameters => parameters
            .Add(shown => shown.Batch, Views.Batch(Id))
            .Add(shown => shown.Jobs, jobs)
            .AddCascadingValue(new Viewer(Columns: chosen)));

        Assert.Equal(columns, grid.FindAll("thead th").Count);
        Assert.Equal(columns, grid.FindAll("tbody tr:first-child td").Count);
        Assert.Equal(columns == 10, grid.Find("tbody tr:first-child").TextContent.Contains("job-000001", StringComparison.Ordinal));
        Assert.Equal(sort == JobSort.Created ? "ascending" : null, grid.FindAll("thead th").SingleOrDefault(head => head.TextContent.StartsWith("Created", StringComparison.Ordinal))?.GetAttribute("aria-sort") is "ascending" ? "ascending" : null);
    }

    [Fact]
    public void No_match_says_so_and_offers_the_way_back()
    {
        var grid = Grid(new JobQuery { Search = "nothing" }, jobs => jobs with { Rows = [], Total = 0, First = 0, Last = 0, PageCount = 1 });

        Assert.Contains("No job of this batch matches.", grid.Markup, StringComparison.Ordinal);
        Assert.Equal("/batches/batch-abc123", grid.Find(".none a").GetAttribute("href"));
    }

    [Fact]
    public void A_hostile_name_is_text_and_hides_nothing()
    {
        const string name = "<script>alert(1)</script>\n\u202Efdp.exe";
        var grid = Grid(JobQuery.Default, jobs => jobs with { Rows = [jobs.Rows[0] with { FileName = name }] });

        Assert.Empty(grid.FindAll("script"));
        Assert.Equal("<script>alert(1)</script>␊\uFFFDfdp.exe", grid.Find("td:nth-child(2) a").TextContent.Trim());
    }

    [Fact]
    public void Matches_among_half_a_copy_are_not_called_all()
    {
        var grid = Grid(new JobQuery { Statuses = ["failed"] }, jobs => jobs with { IsPartial = true });

        Assert.Contains("among the 200 of 200 jobs that are copied so far", grid.Find(".partial").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<JobRows> Rows(params JobRow[] rows) => Render<JobRows>(parameters => parameters
        .Add(shown => shown.Rows, rows)
        .Add(shown => shown.Viewer, new Viewer())
        .Add(shown => shown.Selection, new JobSelection()));

    private IRenderedComponent<JobGrid> Grid(JobQuery query, Func<JobPage, JobPage>? change = null)
    {
        var jobs = Views.Jobs(Id, query);
        return Render<JobGrid>(parameters => parameters
            .Add(grid => grid.Batch, Views.Batch(Id))
            .Add(grid => grid.Jobs, change is null ? jobs : change(jobs))
            .Add(grid => grid.OnQuery, _asked.Add));
    }
}
