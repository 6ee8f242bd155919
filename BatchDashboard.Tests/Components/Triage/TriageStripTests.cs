using BatchDashboard.Components;
using BatchDashboard.Components.Triage;
using BatchDashboard.Resolution;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchDashboard.Tests.Components.Triage;

public sealed class TriageStripTests : PageTest
{
    private static readonly TriageTarget Format = TriageTarget.OfErrors(BatchId.Parse("batch-abc123"), "format_error");
    private TemporaryCache? _cache;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private TriageStore Store => _cache!.Triage;

    [Fact]
    public async Task Nobody_said_anything_until_somebody_does_and_that_is_shown_with_who_and_can_be_undone()
    {
        var strip = await StripAsync();
        Assert.Equal("Open", strip.Find(".triage-tag").TextContent);
        Assert.DoesNotContain(strip.FindAll("button"), button => button.TextContent == "Undo");

        await EditAsync(strip, "acknowledged", "Ana", "See https://example.org/T-7 <b>now</b>");

        Assert.Equal("Acknowledged", strip.Find(".triage-tag").TextContent);
        Assert.Contains("Ana", strip.Find(".who").TextContent, StringComparison.Ordinal);
        Assert.Equal("https://example.org/T-7", strip.Find(".note a").GetAttribute("href"));
        Assert.Equal("See https://example.org/T-7 <b>now</b>", strip.Find(".note").TextContent.Trim());
        Assert.Equal("Ben", (await Store.FindAsync(Format, Token))!.Mark.ChangedBy);

        await Button(strip, "Undo").ClickAsync(new());
        strip.WaitForAssertion(() => Assert.Equal("Open", strip.Find(".triage-tag").TextContent));
        Assert.Empty(strip.FindAll(".note"));
    }

    [Fact]
    public async Task The_second_of_two_operators_sees_both_and_decides()
    {
        var strip = await StripAsync();
        await Button(strip, "Triage").ClickAsync(new());
        await Store.ChangeAsync(Format, new TriageChange(TriageState.WontFix, "Ana", "no", "Ana"), 0, Token);
        strip.Find("textarea").Change("mine");
        await strip.Find("form").SubmitAsync();

        strip.WaitForAssertion(() => Assert.Contains("Ana changed this", strip.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Won’t fix", strip.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("mine", strip.Find("textarea").GetAttribute("value"));
        Assert.Equal("no", (await Store.FindAsync(Format, Token))!.Mark.Note);

        await strip.Find("form").SubmitAsync();
        strip.WaitForAssertion(() => Assert.Equal("mine", strip.Find(".note").TextContent.Trim()));
        Assert.Equal(("mine", 2), (await Store.FindAsync(Format, Token)) is { } entry ? (entry.Mark.Note, entry.Revision) : default);
    }

    [Fact]
    public async Task Who_keeps_what_the_other_said_changes_nothing()
    {
        var strip = await StripAsync();
        await Button(strip, "Triage").ClickAsync(new());
        await Store.ChangeAsync(Format, new TriageChange(TriageState.WontFix, "Ana", "no", "Ana"), 0, Token);
        await strip.Find("form").SubmitAsync();
        strip.WaitForElement("[role=alert]");

        await Button(strip, "Keep theirs").ClickAsync(new());

        Assert.Equal("Won’t fix", strip.Find(".triage-tag").TextContent);
        Assert.Empty(strip.FindAll("form"));
        Assert.Single(await Store.HistoryAsync(Format, 10, Token));
    }

    [Fact]
    public async Task A_note_of_100_000_characters_is_refused_and_stays_in_the_box()
    {
        var strip = await StripAsync();
        await Button(strip, "Triage").ClickAsync(new());
        var note = new string('x', 100_000);
        strip.Find("textarea").Change(note);
        await strip.Find("form").SubmitAsync();

        strip.WaitForAssertion(() => Assert.Contains("100,000 characters; at most 10,000", strip.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(note, strip.Find("textarea").GetAttribute("value"));
        Assert.Null(await Store.FindAsync(Format, Token));
    }

    [Fact]
    public async Task What_was_changed_since_is_not_undone_and_what_stands_now_is_shown()
    {
        var strip = await StripAsync();
        await EditAsync(strip, "acknowledged", "", "");
        await Store.ChangeAsync(Format, new TriageChange(TriageState.Resolved, "", "done", "Ana"), 1, Token);

        await Button(strip, "Undo").ClickAsync(new());

        strip.WaitForAssertion(() => Assert.Contains("Ana changed this", strip.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Resolved", strip.Find(".triage-tag").TextContent);
        Assert.Equal(2, (await Store.FindAsync(Format, Token))!.Revision);
    }

    [Fact]
    public async Task The_history_is_told_on_demand_and_names_are_offered_that_were_used_before()
    {
        var strip = await StripAsync();
        await EditAsync(strip, "acknowledged", "Ana", "");
        _cache!.Clock.Advance(TimeSpan.FromSeconds(1));
        await EditAsync(strip, "resolved", "Cid", "");

        await Button(strip, "History").ClickAsync(new());
        Assert.Equal(["Resolved", "Acknowledged"], strip.FindAll(".history .triage-tag").Select(tag => tag.TextContent));
        await Button(strip, "Edit").ClickAsync(new());
        Assert.Equal(["Cid", "Ana"], strip.FindAll("datalist option").Select(option => option.GetAttribute("value")));
    }

    [Fact]
    public async Task Escape_and_cancel_leave_everything_as_it_was()
    {
        var strip = await StripAsync();
        await Button(strip, "Triage").ClickAsync(new());
        strip.Find("textarea").Change("mine");
        await strip.Find("form").KeyDownAsync(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "Escape" });

        strip.WaitForAssertion(() => Assert.Empty(strip.FindAll("form")));
        Assert.Null(await Store.FindAsync(Format, Token));
    }

    [Fact]
    public async Task A_newer_answer_of_the_page_wins_over_what_was_saved_here()
    {
        var strip = await StripAsync();
        await EditAsync(strip, "acknowledged", "", "");
        await Store.ChangeAsync(Format, new TriageChange(TriageState.Resolved, "", "", "Ana"), 1, Token);

        strip.Render(parameters => parameters.Add(shown => shown.Entry, Store.FindAsync(Format, Token).GetAwaiter().GetResult()));

        Assert.Equal("Resolved", strip.Find(".triage-tag").TextContent);
        Assert.Contains("Ana", strip.Find(".line").TextContent, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _cache?.Dispose();
    }

    private async Task<IRenderedComponent<TriageStrip>> StripAsync()
    {
        _cache = await TemporaryCache.CreateAsync();
        Desk = new TriageDesk(Store, new BatchChanges(NullLogger<BatchChanges>.Instance));
        return Render<TriageStrip>(parameters => parameters
            .Add(strip => strip.Target, Format)
            .Add(strip => strip.Entry, null)
            .Add(strip => strip.Subject, "format_error")
            .AddCascadingValue(new Viewer(Name: "Ben")));
    }

    private static async Task EditAsync(IRenderedComponent<TriageStrip> strip, string state, string assignee, string note)
    {
        await strip.FindAll("button").First(button => button.TextContent is "Triage" or "Edit").ClickAsync(new());
        strip.WaitForElement("form");
        strip.Find("select").Change(state);
        strip.Find("input").Change(assignee);
        strip.Find("textarea").Change(note);
        await strip.Find("form").SubmitAsync();
        strip.WaitForAssertion(() => Assert.Empty(strip.FindAll("form")));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> strip, string text) =>
        strip.FindAll("button").First(button => button.TextContent == text);
}
