namespace BatchDashboard.Following;

/// <summary>When a message that was not taken is tried again: over about 22 hours, ever more rarely.</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(12);

    /// <summary>The wait after so many attempts; null when it was the last one.</summary>
    /// <param name="attempts">1 after the first.</param>
    /// <param name="asked">What the receiver asked for: never sooner than that, but no longer than half a day.</param>
    /// <param name="luck">0 to 1: up to a fifth longer, so that messages that failed together do not come back together.</param>
    public static TimeSpan? After(int attempts, TimeSpan? asked, double luck)
    {
        if (attempts > Waits.Length)
        {
            return null;
        }

        var wait = Waits[attempts - 1] * (1 + (0.2 * luck));
        return asked > wait ? (asked < LongestAsked ? asked : LongestAsked) : wait;
    }
}
