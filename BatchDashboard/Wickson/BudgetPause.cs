namespace BatchDashboard.Wickson;

/// <summary>
/// What refusals ask for. Not for two threads at once: <see cref="RequestBudget"/> has the lock.
/// </summary>
internal sealed class BudgetPause
{
    // A refusal that names no time: as long as a careful program waits before it asks again by itself.
    private static readonly TimeSpan Unnamed = TimeSpan.FromMinutes(1);

    private DateTimeOffset? _until;
    private DateTimeOffset? _backgroundUntil;
    private long _newest;

    /// <summary>The last refusal was because of the hour's requests, and not of too many at once.</summary>
    public bool IsHour { get; private set; }

    /// <summary>It has begun or ended, and no other process knows.</summary>
    public bool HasNews { get; set; }

    /// <summary>For everybody.</summary>
    public DateTimeOffset? Until(DateTimeOffset now) => _until > now ? _until : null;

    /// <summary>For polls and copies only.</summary>
    public DateTimeOffset? BackgroundUntil(DateTimeOffset now) => _backgroundUntil > now ? _backgroundUntil : null;

    /// <param name="newest">The newest request that was sent by now.</param>
    public void Begin(DateTimeOffset? retryAt, DateTimeOffset now, long newest, bool isHour)
    {
        (_newest, IsHour, HasNews) = (newest, isHour, true);
        if (retryAt > now)
        {
            // The API counts by the hour, so no honest pause is longer.
            _until = retryAt < now + BudgetWindow.Length ? retryAt : now + BudgetWindow.Length;
            _backgroundUntil = null;
        }
        else
        {
            _backgroundUntil = now + Unnamed;
        }
    }

    /// <summary>A request was served: when it was sent after the refusal, the pause is over.</summary>
    public void Served(long ticket)
    {
        if (ticket > _newest && (_until ?? _backgroundUntil) is not null)
        {
            _until = _backgroundUntil = null;
            HasNews = true;
        }
    }

    /// <summary>What other processes were told, unless this one knows better.</summary>
    /// <param name="newest">The newest request that was sent by now.</param>
    public void Hear(SharedBudget others, long newest)
    {
        if (!HasNews)
        {
            (_until, _backgroundUntil, IsHour, _newest) = (others.PausedUntil, others.BackgroundPausedUntil, others.IsHour, newest);
        }
    }
}
