namespace BatchDashboard.Wickson;

/// <summary>What processes with the same API key know together of the hour's requests.</summary>
/// <param name="Limit">Requests of a whole window.</param>
/// <param name="Left">Less than none when together they sent more than they may.</param>
/// <param name="ResetsAt">When the window ends; null while none has begun.</param>
/// <param name="IsTold">The server told the numbers.</param>
/// <param name="PausedUntil">Nobody asks before it.</param>
/// <param name="BackgroundPausedUntil">Polls and copies do not ask before it.</param>
/// <param name="IsHour">The pause is because of the hour's requests.</param>
internal sealed record SharedBudget(
    int Limit, int Left, DateTimeOffset? ResetsAt, bool IsTold, DateTimeOffset? PausedUntil, DateTimeOffset? BackgroundPausedUntil, bool IsHour)
{
    /// <summary>The same by a clock that is ahead by so much.</summary>
    internal SharedBudget Ahead(TimeSpan time) =>
        this with { ResetsAt = ResetsAt + time, PausedUntil = PausedUntil + time, BackgroundPausedUntil = BackgroundPausedUntil + time };
}

/// <summary>What one process has to tell the others.</summary>
/// <param name="Known">All that it knows.</param>
/// <param name="Taken">Requests that it sent and has told nobody of.</param>
/// <param name="HasNumbers">The server told it new numbers.</param>
/// <param name="HasPause">A pause has begun or ended.</param>
internal sealed record BudgetNews(SharedBudget Known, int Taken, bool HasNumbers, bool HasPause)
{
    public bool IsEmpty => Taken == 0 && !HasNumbers && !HasPause;

    /// <summary>With what the others told meanwhile.</summary>
    public SharedBudget With(SharedBudget others, DateTimeOffset now)
    {
        var left = others.ResetsAt <= now ? others.Limit : others.Left;
        var end = others.ResetsAt <= now ? null : others.ResetsAt;
        var window = HasNumbers ? Known : others with { Left = left - Taken, ResetsAt = end ?? Known.ResetsAt };
        var pause = HasPause ? Known : others;
        return window with { PausedUntil = pause.PausedUntil, BackgroundPausedUntil = pause.BackgroundPausedUntil, IsHour = pause.IsHour };
    }
}
