using System.Diagnostics;

namespace BatchDashboard.Benchmarks;

/// <summary>Tells whoever waits for the figures what is going on.</summary>
internal static class Progress
{
    private static readonly long Begun = Stopwatch.GetTimestamp();

    public static void Say(FormattableString what) =>
        Console.WriteLine($@"{Stopwatch.GetElapsedTime(Begun):mm\:ss} {FormattableString.Invariant(what)}");
}
