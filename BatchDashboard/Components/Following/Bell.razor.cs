using BatchDashboard.Components.Display;
using BatchDashboard.Following;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BatchDashboard.Components.Following;

/// <summary>The bell of the app bar. It also shows the browser's notifications, for it is on every page.</summary>
public sealed partial class Bell
{
    private const int Shown = 6;

    // More at once are no news but noise; the page lists them all.
    private const int MostNotifications = 3;

    private List<FollowEventEntry> _events = [];
    private long _unread;
    private long _lastKey;
    private bool _isReading;
    private bool _readAgain;

    [Inject]
    private FollowEvents Events { get; set; } = default!;

    [Inject]
    private FollowRules Rules { get; set; } = default!;

    [Inject]
    private FollowFeed Feed { get; set; } = default!;

    [Inject]
    private BrowserNotices Notices { get; set; } = default!;

    [Inject]
    private ILogger<Bell> Log { get; set; } = default!;

    [Inject]
    private Announcer Announcer { get; set; } = default!;

    private string Name => _unread == 0 ? "Notifications, none unread" : $"Notifications, {Readable.Count(_unread)} unread";

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _lastKey = _events.Count > 0 ? _events[0].Key : 0;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Only on the circuit: the first HTML follows nothing.
        if (firstRender)
        {
            Feed.Changed += OnChanged;
            try
            {
                await Notices.StartAsync(Assets);
            }
            catch (JSException failure)
            {
                Log.LogWarning(failure, "This browser cannot show notifications.");
            }

            await FollowAsync();
        }
    }

    protected override void OnLeft() => Feed.Changed -= OnChanged;

    private void OnChanged(object? sender, EventArgs change) => _ = InvokeAsync(FollowAsync);

    private async Task FollowAsync()
    {
        if (_isReading)
        {
            _readAgain = true;
            return;
        }

        _isReading = true;
        try
        {
            do
            {
                _readAgain = false;
                await ReadAsync();
                await TellAsync();
                StateHasChanged();
            }
            while (_readAgain && !Gone.IsCancellationRequested);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException or JSDisconnectedException)
        {
            // The page is gone.
        }
        catch (Exception failure) when (failure is JSException || ProblemWords.OfData(failure) is not null)
        {
            // The bell stands on every page and must not break one; the next change tells the same news again.
            Log.LogWarning(failure, "The bell could not tell its news.");
        }
        finally
        {
            _isReading = false;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            _events = await Events.ListAsync(Shown, Gone);
            _unread = await Events.CountUnreadAsync(Gone);
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is not null)
        {
            // The pages tell of a broken database; the bell keeps what it has.
        }
    }

    private async Task TellAsync()
    {
        var news = _events.Where(one => one.Key > _lastKey && one.ReadAt is null).ToList();
        if (news.Count == 0)
        {
            return;
        }

        Announcer.Say(news.Count == 1 ? news[0].Sentence : $"{Readable.Count(news.Count, "notification")}. {news[0].Sentence}");
        if (Notices.Permission == NoticeConsent.Granted)
        {
            var rules = await Rules.ListAsync(Gone);
            foreach (var one in news.Where(one => rules.Any(rule => rule.Id == one.RuleId && rule.NotifiesBrowsers)).Take(MostNotifications))
            {
                var url = BatchId.TryParse(one.BatchId, out var batch) ? Urls.Batch(batch) : Urls.Following;
                await Notices.ShowAsync("BatchDashboard", one.Sentence, url, "following-" + Readable.Count(one.Key));
            }
        }

        _lastKey = Math.Max(_lastKey, news[0].Key);
    }

    private Task ReadOneAsync(FollowEventEntry happened) => MarkAsync(happened, andOlder: false);

    private Task ReadAllAsync() => _events.Count > 0 ? MarkAsync(_events[0], andOlder: true) : Task.CompletedTask;

    private async Task MarkAsync(FollowEventEntry happened, bool andOlder)
    {
        try
        {
            await Events.MarkReadAsync(happened, andOlder, Gone);
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is { } problem)
        {
            Announcer.Say(problem.Sentence);
        }
    }
}
