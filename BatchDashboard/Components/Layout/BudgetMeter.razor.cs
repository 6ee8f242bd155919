using System.Globalization;
using BatchDashboard.Components.Display;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Components;

namespace BatchDashboard.Components.Layout;

/// <summary>What is left of the hour's requests, and what they went into.</summary>
public sealed partial class BudgetMeter : IDisposable
{
    /// <summary>Changes that come faster than this are shown together.</summary>
    private static readonly TimeSpan ChangePause = TimeSpan.FromSeconds(1);

    /// <summary>How old "in 42 minutes" may become while nothing changes.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Changes come on the threads of requests: who sets the timer last must be the one who knows of the last change.
    private readonly Lock _gate = new();
    private BudgetState _state = default!;
    private ITimer? _timer;
    private bool _isChangePending;

    [Inject]
    private RequestBudget Budget { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Tone => _state.Left == 0 || _state.PausedUntil is not null ? "none" : _state.IsShort ? "short" : "plenty";

    private string Text => $"{Readable.Count(_state.Left)} of {Readable.Count(_state.Limit, "request")} left";

    private string Share => (100.0 * _state.Left / _state.Limit).ToString("0.##", CultureInfo.InvariantCulture);

    private string? Warning => _state switch
    {
        { PausedUntil: { } pause } => $"Wickson asked for a pause. Requests go on in {Minutes(pause)}.",
        { Left: 0 } => "Nothing is left: everything waits for the reset. What is copied can be used meanwhile.",
        { IsShort: true } => "Copies wait for the reset, so that people need not.",
        { BackgroundPausedUntil: { } pause } => $"Wickson refused a request. Copies and status go on in {Minutes(pause)}.",
        _ => null,
    };

    protected override void OnInitialized() => _state = Budget.State;

    protected override void OnAfterRender(bool firstRender)
    {
        // Only on the circuit: the first HTML follows nothing.
        if (firstRender)
        {
            _timer = Time.CreateTimer(_ => Redraw(), null, LongestPause, Timeout.InfiniteTimeSpan);
            Budget.Changed += OnChanged;
        }
    }

    public void Dispose()
    {
        Budget.Changed -= OnChanged;
        _timer?.Dispose();
    }

    private void OnChanged(object? sender, EventArgs change)
    {
        lock (_gate)
        {
            if (!_isChangePending)
            {
                _isChangePending = true;
                _timer?.Change(ChangePause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Redraw()
    {
        lock (_gate)
        {
            _isChangePending = false;
            _timer?.Change(LongestPause, Timeout.InfiniteTimeSpan);
        }

        _ = InvokeAsync(() =>
        {
            _state = Budget.State;
            StateHasChanged();
        });
    }

    private string Minutes(DateTimeOffset until) =>
        Readable.Count(Math.Max(1, (long)Math.Ceiling((until - Time.GetUtcNow()).TotalMinutes)), "minute");

    private static string Spent(int requests) => Readable.Count(requests) + " spent";
}
