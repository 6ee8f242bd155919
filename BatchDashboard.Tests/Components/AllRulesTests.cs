using BatchDashboard.Components.Following;
using BatchDashboard.Components.Pages;
using BatchDashboard.Following;
using BatchDashboard.Tests.Following;
using Bunit;

namespace BatchDashboard.Tests.Components;

/// <summary>The page about rules, over real rules in a real database.</summary>
public sealed class AllRulesTests : PageTest, IAsyncLifetime
{
    private FollowingApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await FollowingApp.StartAsync(("Following:AllowPrivateAddresses", "true"));
        Services.AddFallbackServiceProvider(_app.Dashboard.Services);
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public void Without_a_rule_the_page_says_what_one_is_for() => Assert.Contains("No rule yet.", Shown().Markup, StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_is_said_beside_its_box_and_what_was_typed_stays()
    {
        var page = Shown();
        Press(page, "New rule");
        page.Find("#rule-condition").Change("FailedShare");
        page.Find("input[aria-label='Percent of the files']").Change("many");
        Press(page, "Add a webhook");
        page.Find("input[type=url]").Change("nonsense");
        page.Find("input[type=password]").Change("short");
        page.Find("form.rule-form").Submit();

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".complaint").Count));
        Assert.Collection(
            page.FindAll(".complaint").Select(complaint => complaint.TextContent),
            name => Assert.StartsWith("Give the rule a name", name, StringComparison.Ordinal),
            condition => Assert.StartsWith("Type a share from 0", condition, StringComparison.Ordinal),
            url => Assert.StartsWith("This is no address", url, StringComparison.Ordinal),
            secret => Assert.StartsWith("A secret of fewer than 16", secret, StringComparison.Ordinal));
        var box = page.Find("input[type=url]");
        Assert.Equal(("true", "nonsense"), (box.GetAttribute("aria-invalid"), box.GetAttribute("value")));
        Assert.Contains("This is no address", page.Find("#" + box.GetAttribute("aria-describedby")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_shown_in_words_and_its_secrets_are_not()
    {
        await _app.RuleAsync(draft =>
        {
            (draft.Name, draft.Condition, draft.Percent) = ("<b>Night</b>", ConditionKind.FailedShare, "2.5");
            (draft.Scope, draft.Collection) = (ScopeKind.Collection, "Invoices");
            draft.Webhooks.Add(new WebhookDraft { Kind = WebhookKind.Slack, Url = "https://hooks.example.com/services/T0SECRETPATH", Secret = "a-secret-of-the-receiver" });
        });
        var page = Shown();

        Assert.Equal("<b>Night</b>", page.Find(".rules h3").TextContent);
        Assert.Equal("Batches of the collection “Invoices”: more than 2.5 % of the files failed", page.Find(".rules .what p").TextContent);
        Assert.Contains("Slack at https://hooks.example.com, signed", page.Find(".rules .channels").TextContent, StringComparison.Ordinal);
        page.FindAll(".rules button").Single(button => button.TextContent == "Edit").Click();
        page.WaitForElement("form.rule-form");
        Assert.Equal("Kept: https://hooks.example.com/…", page.Find("input[type=url]").GetAttribute("placeholder"));
        Assert.DoesNotContain("T0SECRETPATH", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-of", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_who_edit_is_told_and_keeps_what_was_typed()
    {
        var rule = await _app.RuleAsync(draft => draft.Name = "As it was");
        var page = Shown();
        page.FindAll(".rules button").Single(button => button.TextContent == "Edit").Click();
        page.WaitForElement("form.rule-form");
        Assert.True((await _app.Rules.EnableAsync(rule, false, Xunit.TestContext.Current.CancellationToken)).IsMade);

        page.Find("#rule-name").Change("Mine");
        page.Find("form.rule-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("Somebody else has changed", page.Find("form.rule-form [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Mine", page.Find("#rule-name").GetAttribute("value"));
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_are_marked_read()
    {
        await _app.RuleAsync(draft => draft.Name = "Night");
        var page = Shown();
        await _app.BatchAsync("batch-1", "completed", 100, name: "<i>Reports</i>");

        page.WaitForAssertion(() => Assert.Equal("“<i>Reports</i>” has completed: 100 of 100 files succeeded, 0 failed.", page.Find(".events bdi").TextContent));
        Assert.Equal("/batches/batch-1", page.Find(".events a").GetAttribute("href"));
        Press(page, "Mark all read");

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".events [data-unread]")));
    }

    [Fact]
    public async Task The_bell_counts_what_nobody_has_read()
    {
        await _app.RuleAsync(_ => { });
        var bell = Render<Bell>();
        Assert.Equal("Notifications, none unread", bell.Find("summary").GetAttribute("aria-label"));

        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.BatchAsync("batch-2", "failed", 0, 100);

        bell.WaitForAssertion(() => Assert.Equal("Notifications, 2 unread", bell.Find("summary").GetAttribute("aria-label")));
    }

    private IRenderedComponent<AllRules> Shown()
    {
        var page = Render<AllRules>();
        page.WaitForElement(".panel");
        page.WaitForAssertion(() => Assert.Contains("Delivery log", page.Markup, StringComparison.Ordinal));
        return page;
    }

    private static void Press(IRenderedComponent<AllRules> page, string name)
    {
        page.FindAll("button").First(button => button.TextContent.Trim() == name).Click();
        if (name == "New rule")
        {
            page.WaitForElement("form.rule-form");
        }
    }
}
