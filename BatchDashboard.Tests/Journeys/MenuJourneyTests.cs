using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>The menus of the app bar and of the panels get out of the way alike.</summary>
public sealed class MenuJourneyTests(Chromium chromium) : Journey(chromium)
{
    private ILocator Bell => Summary("Notifications");

    private ILocator Budget => Summary("requests left");

    private ILocator ViewSettings => Summary("View settings");

    private ILocator Export => Summary("Export");

    [Fact]
    public async Task Escape_closes_each_menu_and_leads_back_to_its_button()
    {
        await GoAsync("/batches/batch-abc123");

        var budget = Budget;
        foreach (var summary in new[] { Bell, budget, ViewSettings, Export })
        {
            await summary.FocusAsync();
            await Page.Keyboard.PressAsync("Enter");
            await ExpectOpenAsync(summary);
            if (summary != budget)
            {
                await Page.Keyboard.PressAsync("Tab"); // Into it; the budget has nothing to go to.
            }

            await Page.Keyboard.PressAsync("Escape");
            await ExpectNoneOpenAsync();
            await Expect(summary).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task One_menu_is_open_at_a_time_and_a_click_beside_it_closes_it()
    {
        await GoAsync("/batches/batch-abc123");

        foreach (var summary in new[] { Export, Bell, ViewSettings, Budget })
        {
            await summary.ClickAsync();
            await ExpectOpenAsync(summary);
            await Expect(Open).ToHaveCountAsync(1);
        }

        await Page.GetByRole(AriaRole.Heading, new() { Name = "Request budget" }).ClickAsync();
        await ExpectOpenAsync(Budget);
        await Heading.ClickAsync();
        await ExpectNoneOpenAsync();
    }

    [Fact]
    public async Task A_link_in_a_menu_closes_it()
    {
        await GoAsync("/");
        await Bell.ClickAsync();
        await Link("All rules and messages").ClickAsync();

        await Expect(Heading).ToHaveTextAsync("Following");
        await ExpectNoneOpenAsync();
    }

    [Fact]
    public async Task A_triage_form_leads_to_the_setting_of_ones_name()
    {
        await GoAsync("/batches/batch-abc123/errors/format_error");
        await Button("Triage format_error").ClickAsync();
        await Button("view settings").ClickAsync();

        await Expect(Page.GetByLabel("Your name")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("Ada");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.GetByText("As Ada.")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_fields_of_the_view_settings_stay_inside()
    {
        await GoAsync("/");
        await ViewSettings.ClickAsync();

        var card = await Page.Locator("details[open] > .card").BoundingBoxAsync();
        foreach (var field in await Page.Locator("details[open] .field").AllAsync())
        {
            var box = await field.BoundingBoxAsync();
            Assert.True(box!.X + box.Width < card!.X + card.Width, $"{box.X + box.Width} is not left of {card.X + card.Width}");
        }
    }

    private ILocator Open => Page.Locator("details[data-menu][open]");

    private ILocator Summary(string text) => Page.Locator("details[data-menu] > summary").Filter(new() { HasText = text })
        .Or(Page.Locator($"details[data-menu] > summary[aria-label^='{text}']"));

    private static Task ExpectOpenAsync(ILocator summary) => Expect(summary.Locator("..")).ToHaveAttributeAsync("open", "");

    private Task ExpectNoneOpenAsync() => Expect(Open).ToHaveCountAsync(0);
}
