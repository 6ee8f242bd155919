using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components.Routing;

namespace BatchDashboard.Components;

/// <content>How a page follows what changes: its own query string, and the batch that it shows.</content>
public abstract partial class ResultsPage<T>
{
    /// <summary>Changes that come faster than this are shown together.</summary>
    private static readonly TimeSpan ChangePause = TimeSpan.FromMilliseconds(400);

    private IDisposable? _subscription;
    private BatchId? _watched;
    private bool _changePending;
    private long _heard;
    private string _path = "";

    protected override void OnAfterRender(bool firstRender) => Watch();

    /// <summary>Another query string is no new parameter, so nobody else tells the page of it.</summary>
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (PathOf(change.Location) == _path)
        {
            OnFollow();
            _ = InvokeAsync(FollowAsync);
        }
    }

    /// <summary>The query string is another one now.</summary>
    protected virtual void OnFollow()
    {
    }

    private async Task FollowAsync()
    {
        try
        {
            var asking = AskIfNewAsync();
            StateHasChanged();
            await asking;
            StateHasChanged();
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    }

    private static string PathOf(string uri) => new Uri(uri).AbsolutePath;

    // After every drawing: a step through the history may bring another batch to the same page.
    private void Watch()
    {
        if (!IsWatching || _gone.IsCancellationRequested || (_subscription is not null && _watched == Watched))
        {
            return;
        }

        _subscription?.Dispose();
        _watched = Watched;
        _subscription = Results.Subscribe(_watched, OnBatchChanged);
        if (Results.Announced(_watched) != _heard)
        {
            // Since the answer was asked for, perhaps for the first HTML, nobody listened.
            _ = InvokeAsync(ShowChangeAsync);
        }
    }

    private void OnBatchChanged(BatchId batch) => ShowChange();

    /// <summary>What is shown has changed. May be called often, and on any thread: it is asked for now and then.</summary>
    protected void ShowChange() => _ = InvokeAsync(ShowChangeAsync);

    private async Task ShowChangeAsync()
    {
        if (_changePending || _gone.IsCancellationRequested)
        {
            return;
        }

        _changePending = true;
        try
        {
            await Task.Delay(ChangePause, Time, _gone.Token);
            while (!_load.IsCompleted)
            {
                // Changes may come faster than answers: one that took a waiting answer's place each time would leave none to show.
                await _load.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }

            _changePending = false;
            await ReloadAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception error)
        {
            // Nobody awaits a notification: without this its failure would be lost instead of shown.
            await DispatchExceptionAsync(error);
        }
    }
}
