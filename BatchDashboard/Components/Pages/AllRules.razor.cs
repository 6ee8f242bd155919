using BatchDashboard.Components.Display;
using BatchDashboard.Components.Following;
using BatchDashboard.Following;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Pages;

public sealed partial class AllRules
{
    private RuleDraft? _draft;
    private RuleChange _change = RuleChange.Made;
    private IReadOnlyList<string> _collections = [];
    private string? _outcome;
    private string? _tested;
    private bool _failed;
    private bool _isBusy;
    private bool _isReading;
    private bool _readAgain;

    [Inject]
    private FollowRules Rules { get; set; } = default!;

    [Inject]
    private FollowEvents Events { get; set; } = default!;

    [Inject]
    private Deliveries Deliveries { get; set; } = default!;

    [Inject]
    private FollowFeed Feed { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    protected override string Question => "following";

    protected override bool IsWatching => false;

    protected override async Task<Answer<FollowingView>> AskAsync(CancellationToken cancellation)
    {
        try
        {
            return new Answer<FollowingView>(new FollowingView(
                await Rules.ListAsync(cancellation),
                await Events.ListAsync(FollowingView.MostEvents, cancellation),
                await Deliveries.ListAsync(FollowingView.MostDeliveries, cancellation)));
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is { } problem)
        {
            return new Answer<FollowingView>(Answer?.Value, problem);
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (firstRender)
        {
            Feed.Changed += OnFeed;
        }
    }

    protected override void OnLeft() => Feed.Changed -= OnFeed;

    private void OnFeed(object? sender, EventArgs change) => _ = InvokeAsync(FollowFeedAsync);

    // A hundred messages settle faster than a page is read: what comes meanwhile is one more reading.
    private async Task FollowFeedAsync()
    {
        _readAgain = true;
        if (_isReading)
        {
            return;
        }

        _isReading = true;
        try
        {
            while (_readAgain && !Gone.IsCancellationRequested)
            {
                _readAgain = false;
                await ReloadAsync();
            }
        }
        catch (Exception failure) when (!Gone.IsCancellationRequested)
        {
            await DispatchExceptionAsync(failure);
        }
        finally
        {
            _isReading = false;
        }
    }

    private async Task Begin() => await ShowAsync(new RuleDraft());

    private Task EditAsync(FollowRule rule) => ShowAsync(RuleDraft.Of(rule));

    private async Task ShowAsync(RuleDraft draft)
    {
        var known = await Results.GetBatchesAsync(new BatchListQuery { PageSize = 1 }, Gone);
        _collections = [.. (known.Value?.Collections ?? []).Select(collection => collection.Name).Order(StringComparer.Ordinal)];
        _draft = draft;
        _change = RuleChange.Made;
        _outcome = null;
    }

    private void End() => _draft = null;

    private async Task SaveAsync(RuleDraft draft)
    {
        _isBusy = true;
        try
        {
            _change = await TryAsync(() => Rules.SaveAsync(draft, Gone));
            if (_change.IsMade)
            {
                _draft = null;
                Tell($"The rule “{Readable.Visible(draft.Name.Trim())}” is {(draft.IsEnabled ? "on" : "kept, and switched off")}.");
            }
            else
            {
                Announcer.Say(_change.Sentence ?? "Nothing was stored: the form says what is missing.");
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task EnableAsync(FollowRule rule) => Tell(
        await TryAsync(() => Rules.EnableAsync(rule, !rule.IsEnabled, Gone)),
        $"The rule “{Readable.Visible(rule.Name)}” is {(rule.IsEnabled ? "off" : "on")}.");

    private async Task DeleteAsync(FollowRule rule)
    {
        Tell(await TryAsync(() => Rules.DeleteAsync(rule, Gone)), $"The rule “{Readable.Visible(rule.Name)}” was deleted.");
        _draft = _draft?.Id == rule.Id ? null : _draft;
    }

    private async Task TestAsync((FollowRule Rule, Webhook Webhook) asked)
    {
        _tested = asked.Webhook.Id;
        StateHasChanged();
        try
        {
            var sent = await Deliveries.TestAsync(asked.Rule, asked.Webhook, Gone);
            Tell($"Test to {sent.Target}: {sent.Answer}", sent.State != DeliveryState.Delivered);
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is { } problem)
        {
            Tell(problem.Sentence, failed: true);
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left; the log has the answer when there is one.
        }
        finally
        {
            _tested = null;
        }
    }

    private async Task ResendAsync(DeliveryEntry message)
    {
        var isWaiting = false;
        var change = await TryAsync(async () =>
        {
            isWaiting = await Deliveries.ResendAsync(message.Key, Gone);
            return RuleChange.Made;
        });
        Tell(change, isWaiting
            ? $"Sent again to {message.Target}, under the same delivery id; the log tells the answer."
            : "It is about to be sent already.");
    }

    private async Task ReadAsync(FollowEventEntry happened, bool andOlder)
    {
        var change = await TryAsync(async () =>
        {
            await Events.MarkReadAsync(happened, andOlder, Gone);
            return RuleChange.Made;
        });
        if (!change.IsMade)
        {
            Tell(change, "");
        }
    }

    private static async Task<RuleChange> TryAsync(Func<Task<RuleChange>> change)
    {
        try
        {
            return await change();
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is { } problem)
        {
            return RuleChange.Made with { Sentence = problem.Sentence };
        }
    }

    private void Tell(RuleChange change, string made) => Tell(change.Sentence ?? made, failed: !change.IsMade);

    private void Tell(string sentence, bool failed = false)
    {
        _outcome = sentence;
        _failed = failed;
        if (!failed)
        {
            Announcer.Say(sentence);
        }
    }
}
