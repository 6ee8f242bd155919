namespace BatchDashboard.Wickson;

/// <summary>
/// The count of one window of requests after the other. The server's numbers win over the own count, for other processes
/// may spend from the same key. Not for two threads at once: <see cref="RequestBudget"/> has the lock.
/// </summary>
internal sealed class BudgetWindow(int limit)
{
    /// <summary>How long a window is when the server does not tell its end; the API counts by the hour.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    // Ends of the same window may be told a little differently from answer to answer.
    private static readonly TimeSpan SameEnd = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan Guess = TimeSpan.FromMinutes(1);

    // What the window still grants, with the requests under way not yet taken off.
    private int _granted = limit;
    private int _underWay;

    // For each request that nobody told anything about: the newest one that had been sent by then.
    private readonly List<long> _untold = [];
    private long _lastTicket;
    private long _newestWhenLearned;
    private long _lastOfWindowBefore;
    private bool _isEndTold;

    public int Limit { get; private set; } = limit;

    public int Left => Math.Max(0, _granted - _underWay);

    public DateTimeOffset? ResetsAt { get; private set; }

    public bool IsTold { get; private set; }

    public BudgetSpending Spent { get; private set; } = BudgetSpending.Nothing;

    /// <summary>Requests of the window that no other process knows of.</summary>
    public int Untold { get; set; }

    /// <summary>The server told numbers that no other process knows.</summary>
    public bool HasNews { get; set; }

    /// <summary>Starts afresh when the window has ended.</summary>
    public void Roll(DateTimeOffset now)
    {
        if (ResetsAt is not { } end || end > now)
        {
            return;
        }

        _granted = Limit;
        _untold.Clear();
        _lastOfWindowBefore = _lastTicket;
        Spent = BudgetSpending.Nothing;
        _isEndTold = false;
        (Untold, HasNews) = (0, false);

        // The next request begins the next window, as it does at the server.
        ResetsAt = null;
    }

    /// <summary>Counts a request as spent, before it is sent. Its number tells it apart from those before and after it.</summary>
    public long Take(RequestPurpose purpose, DateTimeOffset now)
    {
        ResetsAt ??= now + Length;
        _underWay++;
        Untold++;
        Spent = Spent.Plus(purpose, 1);
        return ++_lastTicket;
    }

    /// <summary>It never left this machine.</summary>
    public void GiveBack(RequestPurpose purpose)
    {
        _underWay--;
        Untold--;
        Spent = Spent.Plus(purpose, -1);
    }

    /// <summary>What other processes spent or were told, unless the server has told this one something since.</summary>
    public void Hear(SharedBudget others, DateTimeOffset now)
    {
        if (HasNews || others.ResetsAt <= now)
        {
            return;
        }

        if (others.IsTold)
        {
            (Limit, IsTold) = (others.Limit, true);
            _newestWhenLearned = _lastTicket;
        }

        // By what was spent: until the server tells the limit, each process has it from its own settings.
        _granted = Limit - (others.Limit - others.Left) - Untold + _underWay;
        ResetsAt = others.ResetsAt ?? ResetsAt;
        _isEndTold = others.IsTold && others.ResetsAt is not null;
    }

    /// <summary>It was answered, or nobody knows whether it arrived: then it is taken for spent.</summary>
    public void Settle(long ticket, RequestPurpose purpose, RateAnswer? answer, DateTimeOffset now)
    {
        // The server may have counted those after it had counted this one.
        var uncertain = _untold.Count(newest => newest >= ticket);
        if (--_underWay == 0)
        {
            // Whatever is answered from now on is sent from now on.
            _untold.Clear();
        }

        var reset = answer?.ResetsAt is { } told && told > now && told - now <= LongestWindow ? told : (DateTimeOffset?)null;
        var isOfLastWindow = ticket <= _lastOfWindowBefore && answer?.ResetsAt is not null && reset is null;
        if (answer is null or { Limit: null, Remaining: null } || isOfLastWindow)
        {
            CountUntold();
            return;
        }

        // Sent after the last numbers had come, so what it says is newer. Of requests that were under way together,
        // nobody knows which the server counted first: the smaller number is the later one.
        var isNewer = ticket > _newestWhenLearned;
        if (!isNewer && _isEndTold && reset < ResetsAt - SameEnd)
        {
            return; // of the window before
        }

        _newestWhenLearned = _lastTicket;
        (IsTold, HasNews) = (true, true);
        Limit = Math.Max(answer.Limit is > 0 and { } whole ? whole : Limit, answer.Remaining ?? 0);
        var isNextWindow = _isEndTold && reset > ResetsAt + SameEnd;
        if (isNextWindow)
        {
            Spent = BudgetSpending.Nothing.Plus(purpose, 1);
        }

        // An end that has passed by this clock makes the numbers doubtful.
        var isSound = isNewer && (answer.ResetsAt is null || reset is not null);
        LearnLeft(answer.Remaining - uncertain, replaces: isSound || isNextWindow);
        LearnEnd(reset, answer, now);
    }

    private void CountUntold()
    {
        _granted = Math.Max(0, _granted - 1);
        if (_underWay > 0)
        {
            _untold.Add(_lastTicket);
        }
    }

    private void LearnLeft(int? remaining, bool replaces)
    {
        var left = Math.Max(0, remaining ?? _granted - 1);
        _granted = replaces && remaining is not null ? left : Math.Min(Math.Min(_granted, left), Limit);
    }

    private void LearnEnd(DateTimeOffset? reset, RateAnswer answer, DateTimeOffset now)
    {
        if (reset is { } end)
        {
            ResetsAt = end;
            _isEndTold = true;
        }
        else if (answer is { Remaining: 0, ResetsAt: not null })
        {
            // Nothing is left, and the end that was told has passed by this clock: somebody may try in a minute.
            ResetsAt = now + Guess;
            _isEndTold = false;
        }
    }
}
