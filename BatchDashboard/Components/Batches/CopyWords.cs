using System.Globalization;
using BatchDashboard.Components.Display;
using BatchDashboard.Results;

namespace BatchDashboard.Components.Batches;

/// <summary>How fast a copy is, in an operator's words.</summary>
public static class CopyWords
{
    /// <summary>True when all jobs arrived and what is left is to put them in order.</summary>
    public static bool IsFinishing(Freshness freshness) =>
        freshness is { Kind: FreshnessKind.Copying, Pace: not null, Waiting: null, Total: > 0 } && freshness.Copied >= freshness.Total;

    /// <summary>"41,000 jobs/s · 21 requests · about 20 s left"; what is not known is left out.</summary>
    public static string Of(Freshness freshness, DateTimeOffset now) => freshness.Pace is not { } pace
        ? ""
        : Join(Speed(pace), pace.Requests > 0 ? Readable.Count(pace.Requests, "request") : "", Left(pace, now));

    /// <summary>"41,000 jobs/s · about 20 s left", where space is scarce.</summary>
    public static string InShort(Freshness freshness, DateTimeOffset now) =>
        freshness.Pace is not { } pace ? "" : Join(Speed(pace), Left(pace, now));

    // Two figures: the others change with every page and tell nothing.
    private static string Speed(CopyPace pace)
    {
        if (pace.JobsPerSecond is not { } speed || !double.IsFinite(speed) || speed < 0)
        {
            return "";
        }

        if (speed is > 0 and < 1)
        {
            return "less than 1 job/s";
        }

        var unit = speed < 1000 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(speed)) - 1);
        return (Math.Round(speed / unit) * unit).ToString("N0", CultureInfo.InvariantCulture) + " jobs/s";
    }

    private static string Left(CopyPace pace, DateTimeOffset now) => pace.ExpectedEnd is { } end ? Readable.TimeLeft(end - now) : "";

    private static string Join(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));
}
