using System.Globalization;
using BatchDashboard.Following;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Following;

/// <summary>When rules come true, and that they do so once.</summary>
public sealed class FollowRuleTests : IAsyncLifetime
{
    private FollowingApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await FollowingApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_batch_that_finishes_is_told_once_however_often_it_is_announced()
    {
        await _app.RuleAsync(draft => draft.Condition = ConditionKind.Finished);
        await _app.BatchAsync("batch-1", "running", 10, 1);
        await _app.BatchAsync("batch-1", "completed", 90, 10, name: "Monthly reports");
        await _app.UntilEventsAsync(1);
        await _app.BatchAsync("batch-1", "completed", 90, 10);
        await _app.BatchAsync("batch-2", "cancelled", 1, 0);
        await _app.UntilEventsAsync(2);

        var events = await _app.EventsAsync();
        Assert.Equal(["batch-2", "batch-1"], events.Select(one => one.BatchId));
        Assert.Equal("“Monthly reports” has completed: 90 of 100 files succeeded, 10 failed.", events[1].Sentence);
        Assert.Equal("“Reports” was cancelled: 1 of 100 files succeeded, 0 failed.", events[0].Sentence);
    }

    [Fact]
    public async Task A_failed_share_counts_all_files_so_that_an_early_failure_is_no_alarm()
    {
        await _app.RuleAsync(draft => (draft.Condition, draft.Percent) = (ConditionKind.FailedShare, "5 %"));
        await _app.BatchAsync("batch-1", "running", 0, 5);
        await _app.BatchAsync("batch-sign", "running", 0, 50);
        await _app.UntilEventsAsync(1);
        Assert.Equal("batch-sign", Assert.Single(await _app.EventsAsync()).BatchId);

        await _app.BatchAsync("batch-1", "running", 10, 6);
        await _app.UntilEventsAsync(2);

        Assert.Equal("6 files of 100 in “Reports” failed: 6 %, more than 5 %.", (await _app.EventsAsync())[0].Sentence);
    }

    [Fact]
    public async Task A_batch_without_a_name_is_told_of_by_its_id_within_the_sentence()
    {
        await _app.RuleAsync(draft => (draft.Condition, draft.Percent) = (ConditionKind.FailedShare, "5 %"));
        await _app.BatchAsync("batch-1", "running", 0, 6, name: "");
        await _app.UntilEventsAsync(1);

        Assert.StartsWith("6 files of 100 in batch batch-1 failed: ", (await _app.EventsAsync())[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_code_is_told_when_it_is_first_seen()
    {
        await _app.RuleAsync(draft => (draft.Condition, draft.Code) = (ConditionKind.ErrorCode, "quota_exceeded"));
        await _app.BatchAsync("batch-1", "running", 1, 3, errors: """[{"error_type":"format_error","count":3}]""");
        await _app.BatchAsync("batch-1", "running", 1, 5, errors: """[{"error_type":"format_error","count":3},{"error_type":"quota_exceeded","count":2}]""");
        await _app.UntilEventsAsync(1);

        Assert.Equal("2 files of “Reports” failed with quota_exceeded.", Assert.Single(await _app.EventsAsync()).Sentence);
    }

    [Fact]
    public async Task A_batch_has_stalled_when_the_API_says_the_same_for_so_long_and_not_when_it_says_nothing()
    {
        await _app.RuleAsync(draft => (draft.Condition, draft.Minutes) = (ConditionKind.Stalled, "15"));
        await _app.BatchAsync("batch-silent", "running", 10);
        await _app.BatchAsync("batch-still", "running", 20);
        await _app.BatchAsync("batch-moving", "running", 30);
        await _app.AdvanceUntilAsync(TimeSpan.FromMinutes(2), async () =>
        {
            await _app.BatchAsync("batch-still", "running", 20);
            await _app.BatchAsync("batch-moving", "running", 30 + (_app.Clock.GetUtcNow().ToUnixTimeSeconds() % 60_000 / 2));
            return (await _app.EventsAsync()).Count > 0;
        });

        var told = Assert.Single(await _app.EventsAsync());
        Assert.Equal("batch-still", told.BatchId);
        Assert.StartsWith("“Reports” has stalled: nothing has moved for 1", told.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(" minutes, with 20 of 100 files done.", told.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_moves_and_stalls_again_is_told_again()
    {
        await _app.RuleAsync(draft => (draft.Condition, draft.Minutes) = (ConditionKind.Stalled, "15"));
        await StallAsync(20, 1);
        await StallAsync(60, 2);

        Assert.Equal(["60", "20"], (await _app.EventsAsync()).Select(one => one.Sentence.Split(" with ")[1].Split(' ')[0]));

        Task StallAsync(long done, int events) => _app.AdvanceUntilAsync(TimeSpan.FromMinutes(2), async () =>
        {
            await _app.BatchAsync("batch-still", "running", done);
            return (await _app.EventsAsync()).Count >= events;
        });
    }

    [Fact]
    public async Task What_was_found_is_forgotten_after_a_year_and_not_told_again()
    {
        await _app.RuleAsync(_ => { });
        await _app.BatchAsync("batch-old", "completed", 100, completedAt: Stamp());
        await _app.UntilEventsAsync(1);

        _app.Clock.Advance(FollowWatch.Kept + TimeSpan.FromDays(1));
        await _app.BatchAsync("batch-old", "completed", 100, completedAt: _app.Clock.GetUtcNow().AddDays(-366).ToString("O", CultureInfo.InvariantCulture));
        await _app.BatchAsync("batch-sign", "completed", 100, completedAt: Stamp());
        await _app.AdvanceUntilAsync(TimeSpan.FromMinutes(1), async () => (await _app.EventsAsync()) is [{ BatchId: "batch-sign" }]);

        string Stamp() => _app.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_rule_is_about_its_collection_or_its_batch_alone()
    {
        await _app.RuleAsync(draft => (draft.Scope, draft.Collection) = (ScopeKind.Collection, "Invoices"));
        await _app.RuleAsync(draft => (draft.Scope, draft.Batch) = (ScopeKind.Batch, "batch-3"));
        await _app.BatchAsync("batch-1", "completed", 100, collection: "invoices");
        await _app.BatchAsync("batch-2", "completed", 100, collection: "Invoices");
        await _app.BatchAsync("batch-3", "completed", 100);
        await _app.UntilEventsAsync(2);

        Assert.Equal(["batch-2", "batch-3"], (await _app.EventsAsync()).Select(one => one.BatchId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_over_before_the_rule_was_made_is_not_told()
    {
        await _app.BatchAsync("batch-old", "completed", 100, completedAt: "2024-12-18T10:00:00Z");
        await _app.RuleAsync(_ => { });
        await _app.BatchAsync("batch-old", "completed", 100, completedAt: "2024-12-18T10:00:00Z");
        await _app.BatchAsync("batch-opened-later", "completed", 100, completedAt: "2024-12-18T10:00:00Z");
        await _app.BatchAsync("batch-new", "completed", 100);
        await _app.UntilEventsAsync(1);

        Assert.Equal("batch-new", Assert.Single(await _app.EventsAsync()).BatchId);
    }

    [Fact]
    public async Task A_rule_that_was_off_does_not_tell_of_what_ended_meanwhile()
    {
        var rule = await _app.RuleAsync(draft => draft.IsEnabled = false);
        await _app.BatchAsync("batch-meanwhile", "completed", 100, completedAt: _app.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        _app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await _app.Rules.EnableAsync(rule, true, Token)).IsMade);
        await _app.BatchAsync("batch-later", "completed", 100);
        await _app.UntilEventsAsync(1);

        Assert.Equal("batch-later", Assert.Single(await _app.EventsAsync()).BatchId);
    }

    [Fact]
    public async Task What_ended_while_the_dashboard_was_down_is_told_after_its_start_and_what_was_told_is_not_told_again()
    {
        await _app.RuleAsync(_ => { });
        await _app.BatchAsync("batch-told", "completed", 100);
        await _app.UntilEventsAsync(1);
        await _app.Dashboard.StopAsync();
        await _app.BatchAsync("batch-missed", "completed", 100);

        _app = await _app.RestartAsync();
        await _app.UntilEventsAsync(2);
        await _app.BatchAsync("batch-sign", "completed", 100);
        await _app.UntilEventsAsync(3);

        Assert.Equal(["batch-missed", "batch-sign", "batch-told"], (await _app.EventsAsync()).Select(one => one.BatchId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_two_who_change_a_rule_at_once_the_second_is_told_and_nothing_is_overwritten()
    {
        var rule = await _app.RuleAsync(draft => draft.Name = "As it was");
        var (first, second) = (RuleDraft.Of(rule), RuleDraft.Of(rule));
        (first.Name, second.Name) = ("The first one's", "The second one's");

        Assert.True((await _app.Rules.SaveAsync(first, Token)).IsMade);
        var overtaken = await _app.Rules.SaveAsync(second, Token);

        Assert.Contains("Somebody else has changed or deleted this rule", overtaken.Sentence, StringComparison.Ordinal);
        Assert.Contains("Somebody else", (await _app.Rules.DeleteAsync(rule, Token)).Sentence, StringComparison.Ordinal);
        Assert.Equal("The first one's", Assert.Single(await _app.Rules.ListAsync(Token)).Name);
    }

    [Theory]
    [InlineData("Following:PublicUrl", "batches")]
    [InlineData("Following:PublicUrl", "https://user:pass@example.com")]
    [InlineData("Following:PublicUrl", "https://example.com?x=1")]
    [InlineData("Following:Timeout", "00:00:00")]
    [InlineData("Following:Timeout", "01:00:00")]
    public async Task A_wrong_setting_ends_the_start_with_a_sentence_that_names_it(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => FollowingApp.StartAsync((key, value)));
        Assert.StartsWith(key, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_rules_look_at_what_is_imported_and_send_nothing()
    {
        await using var offline = await FollowingApp.StartOfflineAsync();
        var draft = new RuleDraft { Name = "Offline" };
        draft.Webhooks.Add(new WebhookDraft { Url = "https://hooks.example.com/x" });
        Assert.True((await offline.Rules.SaveAsync(draft, Token)).IsMade);

        await offline.BatchAsync("batch-1", "completed", 100);
        await offline.UntilEventsAsync(1);

        Assert.False(offline.Deliveries.AreSent);
        Assert.Empty(await offline.Store.ListDeliveriesAsync(10, Token));
    }
}
