namespace BatchDashboard.Benchmarks.Peers;

/// <summary>What the peer's jobs would have run.</summary>
#pragma warning disable CA1515 // Hangfire wants public types.
public static class PeerJob
#pragma warning restore CA1515
{
    public static void Process(string fileName) => throw new NotSupportedException(fileName);
}
