namespace BatchDashboard.Wickson;

/// <summary>What is known of the hour's requests at one moment.</summary>
/// <param name="Limit">Requests of a whole window, at least 1.</param>
/// <param name="Left">Requests that may still be sent in the window; those under way count as spent.</param>
/// <param name="ResetsAt">When the window ends; null while none has begun, for the next request begins it.</param>
/// <param name="Spent">What this process spent in the window.</param>
public sealed record BudgetState(int Limit, int Left, DateTimeOffset? ResetsAt, BudgetSpending Spent)
{
    private const int LeastForPeople = 20;

    /// <summary>Nothing is asked before it: the server said so. Null while it asks for no pause.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>
    /// Polls and copies go on then, after a refusal that named no time; people may try before. Null while there is no such pause.
    /// </summary>
    public DateTimeOffset? BackgroundPausedUntil { get; init; }

    /// <summary>The server told the numbers; false while they are the settings' and the process's own count.</summary>
    public bool IsTold { get; init; }

    /// <summary>Requests that copies leave for people and polls: a tenth, at least 20, but never more than half.</summary>
    public int Reserve => ReserveOf(Limit);

    /// <summary>Copies wait, so that people need not.</summary>
    public bool IsShort => Left <= Reserve;

    /// <summary>Requests that are kept from this purpose.</summary>
    public int KeptFrom(RequestPurpose purpose) => KeptFrom(purpose, Limit);

    /// <summary>Requests that this purpose may still spend in the window.</summary>
    public int Free(RequestPurpose purpose) => Math.Max(0, Left - KeptFrom(purpose));

    internal static int KeptFrom(RequestPurpose purpose, int limit) => purpose switch
    {
        RequestPurpose.Interactive => 0,
        RequestPurpose.Status => ReserveOf(limit) / 4,
        _ => ReserveOf(limit),
    };

    private static int ReserveOf(int limit) => Math.Min(Math.Max(limit / 10, LeastForPeople), limit / 2);
}

/// <summary>Requests by what they were for; a retry is a request.</summary>
public sealed record BudgetSpending(int Interactive, int Status, int Sync)
{
    public static BudgetSpending Nothing { get; } = new(0, 0, 0);

    public int Total => Interactive + Status + Sync;

    internal BudgetSpending Plus(RequestPurpose purpose, int requests) => purpose switch
    {
        RequestPurpose.Interactive => this with { Interactive = Math.Max(0, Interactive + requests) },
        RequestPurpose.Status => this with { Status = Math.Max(0, Status + requests) },
        _ => this with { Sync = Math.Max(0, Sync + requests) },
    };
}
