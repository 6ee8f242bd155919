using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>A running batch is cancelled with the keyboard alone, and another operator's page shows it.</summary>
public sealed class CancelJourneyTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task A_running_batch_is_cancelled_after_a_confirmation_and_every_open_page_shows_it()
    {
        await GoAsync("/batches/batch-running");
        var other = await NewPageAsync();
        await other.GotoAsync("/batches/batch-running");
        await Assertions.Expect(other.Locator("html")).ToHaveAttributeAsync("data-interactive", "true");

        await Button("Cancel batch").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = "Cancel this batch?" });
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog).ToContainTextAsync("cannot be resumed");
        await Expect(Button("Keep it running")).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(Button("Cancel batch")).ToBeFocusedAsync();
        await Expect(Page.Locator(".page-facts")).ToContainTextAsync("Running");

        await Page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToBeVisibleAsync();
        await Button("Cancel the batch").ClickAsync();

        await Expect(Page.GetByText("The batch is cancelled; it was running.").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".page-facts")).ToContainTextAsync("Cancelled");
        await Expect(Button("Cancel batch")).ToHaveCountAsync(0);
        await Assertions.Expect(other.Locator(".page-facts")).ToContainTextAsync("Cancelled");
    }
}
