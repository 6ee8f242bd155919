using Microsoft.Extensions.Options;

namespace BatchDashboard.Wickson;

/// <summary>
/// The hour's requests of the API key: every request of <see cref="WicksonClient"/> passes it, each retry by itself. When
/// they run short, copies wait first, then polls; people are let through until it is known that nothing is left.
/// </summary>
public sealed class RequestBudget : IDisposable
{
    internal const string HourSpent = "The requests that the API key has in an hour are used up.";
    internal const string TooManyAtOnce = "There were too many requests at once, so Wickson asks you to wait.";

    // All that is left is under way: how it is answered decides, and that is soon.
    private static readonly TimeSpan AnswersSoon = TimeSpan.FromMinutes(1);

    // A lock: that a request is allowed and that it is counted must be one step. Nothing waits inside it.
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly BudgetWindow _window;
    private readonly ITimer _timer;
    private readonly BudgetPause _pause = new();
    private readonly BudgetPace _pace = new();
    private TaskCompletionSource _change = NewChange();
    private long _lastTicket;

    public RequestBudget(IOptions<WicksonOptions> options, TimeProvider time)
    {
        _time = time;
        _window = new BudgetWindow(options.Value.RequestsPerHour);
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed, or a window or a pause has ended. Raised on whichever thread made the change: be quick.</summary>
    public event EventHandler? Changed;

    public BudgetState State
    {
        get
        {
            lock (_gate)
            {
                // A refusal may say in its body alone that the hour is spent.
                var state = Now();
                return _pause.IsHour && state.PausedUntil is { } until ? state with { Left = 0, ResetsAt = until } : state;
            }
        }
    }

    /// <summary>Null when a request of this purpose may be sent now, else when it is worth to ask again.</summary>
    public DateTimeOffset? RefusedUntil(RequestPurpose purpose)
    {
        lock (_gate)
        {
            return RefusedUntil(purpose, Now());
        }
    }

    /// <summary>Waits until a request of this purpose may be sent: for the next window, or for more that the server grants.</summary>
    public async Task WhenAllowedAsync(RequestPurpose purpose, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task change;
            lock (_gate)
            {
                if (RefusedUntil(purpose, Now()) is null)
                {
                    return;
                }

                change = _change.Task;
            }

            await change.WaitAsync(cancellation);
        }
    }

    /// <summary>When so many requests, one after the other, will be through, with the waits for the windows that they need.</summary>
    public DateTimeOffset ExpectedEnd(int requests, RequestPurpose purpose, TimeSpan perRequest) =>
        BudgetForecast.End(State, _time.GetUtcNow(), requests, purpose, perRequest);

    /// <summary>The same at the pace of the requests so far.</summary>
    public DateTimeOffset ExpectedEnd(int requests, RequestPurpose purpose) => ExpectedEnd(requests, purpose, TimePerRequest(purpose));

    /// <summary>How long a request of this purpose takes, from those so far.</summary>
    public TimeSpan TimePerRequest(RequestPurpose purpose) => _pace.Of(purpose);

    /// <summary>Counts a request before it is sent, and refuses it when it has to wait.</summary>
    /// <exception cref="WicksonException">It may not be sent now; its error names the time.</exception>
    public BudgetTicket Take(RequestPurpose purpose)
    {
        BudgetTicket ticket;
        lock (_gate)
        {
            var state = Now();
            if (RefusedUntil(purpose, state) is { } until)
            {
                throw Refusal(purpose, state, until);
            }

            _lastTicket = _window.Take(purpose, _time.GetUtcNow());
            ticket = new BudgetTicket(_lastTicket, purpose);
            ArmTimer();
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return ticket;
    }

    /// <summary>It never left this machine.</summary>
    public void GiveBack(BudgetTicket ticket)
    {
        lock (_gate)
        {
            _window.GiveBack(ticket.Purpose);
        }

        Tell();
    }

    /// <summary>It ended: with an answer, or with null when none came.</summary>
    public void Settle(BudgetTicket ticket, RateAnswer? answer)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _window.Roll(now);
            _window.Settle(ticket.Number, ticket.Purpose, answer, now);
            if (answer is { IsRefusal: true })
            {
                _pause.Begin(answer.RetryAt, now, _lastTicket, isHour: answer.Remaining == 0);
            }
            else if (answer is not null)
            {
                _pause.Served(ticket.Number);
            }
        }

        Tell();
    }

    /// <summary>A refusal whose time stood in its body. A time that has passed says nothing.</summary>
    internal void Pause(DateTimeOffset retryAt, bool isHour)
    {
        var now = _time.GetUtcNow();
        if (retryAt <= now)
        {
            return;
        }

        lock (_gate)
        {
            _pause.Begin(retryAt, now, _lastTicket, isHour);
        }

        Tell();
    }

    /// <summary>What there is to tell other processes; it counts as told from now on.</summary>
    internal BudgetNews News()
    {
        lock (_gate)
        {
            var state = Now();
            var known = new SharedBudget(
                state.Limit, state.Left, state.ResetsAt, state.IsTold, state.PausedUntil, state.BackgroundPausedUntil, _pause.IsHour);
            var news = new BudgetNews(known, _window.Untold, _window.HasNews, _pause.HasNews);
            (_window.Untold, _window.HasNews, _pause.HasNews) = (0, false, false);
            return news;
        }
    }

    /// <summary>Nobody could be told.</summary>
    internal void Keep(BudgetNews news)
    {
        lock (_gate)
        {
            _window.Untold += news.Taken;
            _window.HasNews |= news.HasNumbers;
            _pause.HasNews |= news.HasPause;
        }
    }

    /// <summary>What other processes did, together with all that this one has told.</summary>
    internal void Hear(SharedBudget others)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _window.Roll(now);
            _window.Hear(others, now);
            _pause.Hear(others, _lastTicket);
        }

        Tell();
    }

    internal void Took(RequestPurpose purpose, TimeSpan elapsed) => _pace.Learn(purpose, elapsed);

    public void Dispose() => _timer.Dispose();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DateTimeOffset? RefusedUntil(RequestPurpose purpose, BudgetState state)
    {
        var until = state.PausedUntil;
        if (purpose != RequestPurpose.Interactive)
        {
            until = Later(until, state.BackgroundPausedUntil);
        }

        return state.Free(purpose) > 0 ? until : Later(until, state.ResetsAt ?? _time.GetUtcNow() + AnswersSoon);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other ? one : other ?? one;

    private WicksonException Refusal(RequestPurpose purpose, BudgetState state, DateTimeOffset until)
    {
        var isHourSpent = state.Free(purpose) == 0 || _pause.IsHour;
        return new(new WicksonError(
            WicksonFailure.RateLimited,
            !isHourSpent ? TooManyAtOnce
                : purpose == RequestPurpose.Interactive || state.Free(purpose) > 0 ? HourSpent
                : "The rest of the hour's requests is kept for people who ask.")
        {
            RetryAt = until,
            IsHourSpent = isHourSpent,
        });
    }

    private BudgetState Now()
    {
        var now = _time.GetUtcNow();
        _window.Roll(now);
        return new BudgetState(_window.Limit, _window.Left, _window.ResetsAt, _window.Spent)
        {
            PausedUntil = _pause.Until(now),
            BackgroundPausedUntil = _pause.BackgroundUntil(now),
            IsTold = _window.IsTold,
        };
    }

    private void Tell()
    {
        TaskCompletionSource change;
        lock (_gate)
        {
            change = _change;
            _change = NewChange();
            ArmTimer();
        }

        change.SetResult();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    // For the next moment at which somebody who waits may go on.
    private void ArmTimer()
    {
        var now = _time.GetUtcNow();
        var state = Now();
        DateTimeOffset?[] ends = [state.PausedUntil, state.BackgroundPausedUntil, state.ResetsAt];
        _timer.Change(ends.Min() - now ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
