using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>Who works on a failure: said of an error, of selected files, and by two operators at once.</summary>
public sealed class TriageJourneyTests(Chromium chromium) : Journey(chromium)
{
    private ILocator Bar => Region("Selected files");

    [Fact]
    public async Task Three_failed_files_are_selected_acknowledged_and_undone()
    {
        await GoAsync("/batches/batch-abc123?status=failed");
        await Expect(Rows).ToHaveCountAsync(20);
        await Rows.Nth(0).GetByRole(AriaRole.Checkbox).ClickAsync();
        await Expect(Bar).ToContainTextAsync("1 file selected now");
        await Rows.Nth(2).GetByRole(AriaRole.Checkbox).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(Bar).ToContainTextAsync("3 files selected now");

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Triage…" }).ClickAsync();
        await Bar.GetByLabel("State").SelectOptionAsync("Acknowledged");
        await Bar.GetByLabel("Assignee").FillAsync("Ana");
        await Bar.GetByRole(AriaRole.Button, new() { Name = "Save for 3 files" }).ClickAsync();

        await Expect(Bar).ToContainTextAsync("3 files: acknowledged.");
        await Expect(Rows.Filter(new() { HasText = "Acknowledged" })).ToHaveCountAsync(3);

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Bar).ToContainTextAsync("Undone for 3 files.");
        await Expect(Rows.Filter(new() { HasText = "Acknowledged" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_selection_stays_through_pages_filters_and_a_visit_elsewhere_and_goes_when_it_is_cleared()
    {
        await GoAsync("/batches/batch-abc123");
        var box = Rows.Nth(1).GetByRole(AriaRole.Checkbox);
        await box.FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(Bar).ToContainTextAsync("1 file selected now");
        await Expect(box).ToBeCheckedAsync();
        var name = await box.GetAttributeAsync("aria-label");

        await Button("Next page").ClickAsync();
        await Expect(Page.GetByText("51–100 of 200")).ToBeVisibleAsync();
        await Expect(Rows.Nth(1).GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
        await Page.GetByLabel("Select all files of this page").ClickAsync();
        await Expect(Bar).ToContainTextAsync("51 files selected now");
        await Expect(Rows.Nth(49).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();

        await Page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync("failed");
        await Expect(Page.GetByText("1–20 of 20")).ToBeVisibleAsync();
        await Expect(Bar).ToContainTextAsync("51 files selected now");
        await Rows.First.Locator("td:nth-child(2) a").ClickAsync();
        await Expect(Region("Error details")).ToBeVisibleAsync();
        await Page.GoBackAsync();
        await Expect(Bar).ToContainTextAsync("51 files selected now");

        await Bar.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(Bar).ToHaveCountAsync(0);
        Assert.StartsWith("Select ", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_match_are_selected_though_only_some_are_on_the_page()
    {
        await GoAsync("/batches/batch-abc123?status=succeeded");
        await Rows.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Bar.GetByRole(AriaRole.Button, new() { Name = "Select all 180 that match" }).ClickAsync();
        await Expect(Bar).ToContainTextAsync("180 files selected now");
        await Expect(Page.GetByLabel("Select all files of this page")).ToBeCheckedAsync();

        await Rows.First.GetByRole(AriaRole.Checkbox).ClickAsync();
        await Expect(Bar).ToContainTextAsync("179 files selected now");
        await Expect(Page.GetByLabel("Select all files of this page")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Of_two_operators_the_second_is_told_and_the_other_page_follows()
    {
        await GoAsync("/batches/batch-abc123");
        var other = await NewPageAsync();
        await other.GotoAsync("/batches/batch-abc123/errors/format_error");
        await Expect(other.Locator("html")).ToHaveAttributeAsync("data-interactive", "true");
        var here = Page.GetByRole(AriaRole.Group, new() { Name = "Triage of format_error" });
        var there = other.GetByRole(AriaRole.Group, new() { Name = "Triage of format_error" });

        await EditAsync(here, "Acknowledged", "mine");
        await EditAsync(there, "Won’t fix", "theirs");
        await there.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(there.Locator(".triage-tag").First).ToHaveTextAsync("Won’t fix");

        await Expect(here.Locator(".triage-tag").First).ToHaveTextAsync("Won’t fix");
        await here.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(here.GetByRole(AriaRole.Alert)).ToContainTextAsync("after you had opened it");
        await Expect(here.GetByLabel("Note")).ToHaveValueAsync("mine");
        await Expect(there.Locator(".note")).ToHaveTextAsync("theirs");

        await here.GetByRole(AriaRole.Button, new() { Name = "Save mine over it" }).First.ClickAsync();
        await Expect(here.Locator(".note")).ToHaveTextAsync("mine");
        await Expect(there.Locator(".note")).ToHaveTextAsync("mine");
        await Expect(Rows.Filter(new() { HasText = "Acknowledged" })).Not.ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_note_of_100_000_characters_is_refused_and_stays_in_the_box()
    {
        await GoAsync("/batches/batch-abc123/jobs/job-abc456");
        var strip = Page.GetByRole(AriaRole.Group, new() { Name = "Triage of financial_data.xlsx" });
        var note = new string('x', 99_990) + " the end";
        await EditAsync(strip, "Acknowledged", note);
        await strip.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(strip.GetByRole(AriaRole.Alert)).ToContainTextAsync("The note has 99,998 characters; at most 10,000 are kept.");
        await Expect(strip.GetByLabel("Note")).ToHaveValueAsync(note);

        await strip.GetByLabel("Note").FillAsync("See https://example.org/T-7");
        await strip.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(strip.GetByRole(AriaRole.Link, new() { Name = "https://example.org/T-7" })).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
        await Page.ReloadAsync();
        await Expect(strip.Locator(".note")).ToHaveTextAsync("See https://example.org/T-7");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task What_is_opened_for_triage_has_no_axe_violation_and_fits_a_phone(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await GoAsync("/batches/batch-abc123?status=failed");
        var strip = Page.GetByRole(AriaRole.Group, new() { Name = "Triage of format_error" });
        await EditAsync(strip, "Resolved", "done");
        await strip.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await strip.GetByRole(AriaRole.Button, new() { Name = "History" }).ClickAsync();
        await Expect(strip.GetByRole(AriaRole.List, new() { Name = "History" })).ToBeVisibleAsync();
        await strip.GetByRole(AriaRole.Button, new() { Name = "Triage format_error" }).ClickAsync();
        await Expect(strip.GetByLabel("Note")).ToHaveValueAsync("done");

        await AssertNoViolationAsync();

        await Page.GetByLabel("Select all files of this page").ClickAsync();
        await Bar.GetByRole(AriaRole.Button, new() { Name = "Triage…" }).ClickAsync();
        await Expect(Bar.GetByLabel("Note")).ToBeVisibleAsync();

        // High enough for all of it: what lies half below the bar would count as too small to hit.
        await Page.SetViewportSizeAsync(1440, 2800);
        await AssertNoViolationAsync();

        await Page.SetViewportSizeAsync(360, 740);
        Assert.InRange(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 0, 360);
    }

    private async Task AssertNoViolationAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
    }

    private static async Task EditAsync(ILocator strip, string state, string note)
    {
        await strip.GetByRole(AriaRole.Button, new() { NameRegex = Pattern("^Triage ") }).ClickAsync();
        await strip.GetByLabel("State").SelectOptionAsync(state);
        await strip.GetByLabel("Note").FillAsync(note);
    }
}
