namespace BatchDashboard.Wickson;

/// <summary>How long requests take: an average in which the newest weigh most.</summary>
internal sealed class BudgetPace
{
    private const double Newest = 0.2;

    // Before there was any: what a page of a few hundred jobs usually takes.
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly double?[] _seconds = new double?[Enum.GetValues<RequestPurpose>().Length];

    /// <summary>Of the purpose; where none is known yet, of a person's requests.</summary>
    public TimeSpan Of(RequestPurpose purpose)
    {
        lock (_gate)
        {
            return (_seconds[(int)purpose] ?? _seconds[(int)RequestPurpose.Interactive]) is { } known ? TimeSpan.FromSeconds(known) : Usual;
        }
    }

    public void Learn(RequestPurpose purpose, TimeSpan elapsed)
    {
        lock (_gate)
        {
            ref var known = ref _seconds[(int)purpose];
            known = known is { } before ? before + (Newest * (elapsed.TotalSeconds - before)) : elapsed.TotalSeconds;
        }
    }
}
