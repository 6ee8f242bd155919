namespace BatchDashboard.Wickson;

/// <summary>When requests will be through, counting the waits for resets.</summary>
internal static class BudgetForecast
{
    // Beyond it a date says nothing; and no sum of times may run over.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(3650);

    public static DateTimeOffset End(BudgetState state, DateTimeOffset now, int requests, RequestPurpose purpose, TimeSpan perRequest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perRequest, TimeSpan.Zero);
        var pause = purpose == RequestPurpose.Interactive || state.PausedUntil > state.BackgroundPausedUntil
            ? state.PausedUntil
            : state.BackgroundPausedUntil ?? state.PausedUntil;
        var begin = pause > now ? pause.Value : now;
        if (requests <= 0)
        {
            return now;
        }

        var each = perRequest.TotalSeconds;
        var whole = Math.Max(1, state.Limit - state.KeptFrom(purpose));
        var isThisWindow = state.ResetsAt > begin;
        var toReset = isThisWindow ? (state.ResetsAt!.Value - begin).TotalSeconds : BudgetWindow.Length.TotalSeconds;
        var first = Most(isThisWindow ? state.Free(purpose) : whole, toReset, each);
        if (requests <= first)
        {
            return After(begin, requests * each);
        }

        // Whole windows one after the other, and the rest in the last one.
        double rest = requests - first;
        var window = Math.Max(1, Most(whole, BudgetWindow.Length.TotalSeconds, each));
        var full = Math.Ceiling(rest / window) - 1;
        var seconds = Math.Max(toReset, first * each)
            + (full * Math.Max(BudgetWindow.Length.TotalSeconds, window * each))
            + ((rest - (full * window)) * each);
        return After(begin, seconds);
    }

    // Slow requests do not use a window up before it ends.
    private static double Most(int granted, double seconds, double each) =>
        each > 0 ? Math.Min(granted, Math.Ceiling(seconds / each)) : granted;

    private static DateTimeOffset After(DateTimeOffset begin, double seconds) =>
        begin + (seconds < Horizon.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Horizon);
}
