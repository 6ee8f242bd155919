using System.Diagnostics;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Copies;

/// <summary>A data directory with one batch, filled by the app itself, which copies the batch over HTTP.</summary>
internal static class CopiedBatch
{
    /// <summary>A batch that is in every one of these databases beside the one that is measured.</summary>
    private const long WarmUpJobs = 2_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Makes it unless it is there.</summary>
    public static async Task EnsureAsync(long jobs, CancellationToken cancellation)
    {
        if (!IsThere(BenchmarkOptions.Data(jobs), jobs))
        {
            Progress.Say($"copying {jobs:N0} jobs");
            await using var source = await SourceServer.StartAsync(0, cancellation);
            await CopyAsync(BenchmarkOptions.Data(jobs), jobs, source, cancellation);
        }
    }

    /// <summary>Copies a batch in a process that was just started; nothing of an earlier copy is left.</summary>
    public static async Task<CopyFigures> CopyAsync(
        string data, long jobs, SourceServer source, CancellationToken cancellation)
    {
        Remove(data);
        Directory.CreateDirectory(data);
        var batch = source.Prepare(jobs);
        source.Prepare(WarmUpJobs);
        await using var app = await Dashboard.StartLiveAsync(data, source, cancellation);
        using var http = new HttpClient { BaseAddress = app.Url, Timeout = TimeSpan.FromMinutes(5) };
        // A small copy first: what every process compiles once is no part of how fast a copy is.
        await http.GetStringAsync(Dashboard.Page(WarmUpJobs, "?status=failed"), cancellation);
        await http.GetStringAsync(Dashboard.Page(WarmUpJobs, "?status=failed"), cancellation);
        var idle = app.Figures.ResidentMegabytes;
        var processor = app.Figures.ProcessorSeconds;

        var begun = Stopwatch.GetTimestamp();
        // A filter needs the whole batch, so its page starts the copy.
        var asked = http.GetStringAsync(Dashboard.Page(jobs, "?status=failed"), cancellation);
        var privatePeak = await WaitAsync(data, jobs, app.Figures, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        processor = app.Figures.ProcessorSeconds - processor;
        await asked;

        var html = await http.GetStringAsync(Dashboard.Page(jobs, "?status=failed"), cancellation);
        var expected = $"of {batch.Totals.Failed:N0}<";
        if (!html.Contains(expected, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The copy of {jobs:N0} jobs does not show \"{expected}\".");
        }

        return new CopyFigures(seconds, processor, app.Figures.PeakResidentMegabytes, privatePeak, idle, SizeOf(data));
    }

    public static void Remove(string data)
    {
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<double> WaitAsync(string data, long jobs, ProcessFigures figures, CancellationToken cancellation)
    {
        using var sql = new HandWrittenSql(data);
        var peak = 0.0;
        for (var looks = 0; !sql.IsComplete(jobs); looks++)
        {
            await Task.Delay(Look, cancellation);
            // Adding up a process's memory costs more than a look into the database.
            if (looks % 20 == 0)
            {
                peak = Math.Max(peak, figures.PrivateMegabytes);
            }
        }

        return Math.Max(peak, figures.PrivateMegabytes);
    }

    private static bool IsThere(string data, long jobs)
    {
        if (!File.Exists(Path.Combine(data, "live.db")))
        {
            return false;
        }

        using var sql = new HandWrittenSql(data);
        return sql.IsComplete(jobs);
    }

    private static double SizeOf(string data) =>
        Directory.EnumerateFiles(data, "live.db*").Sum(file => new FileInfo(file).Length) / 1048576.0;
}

/// <param name="Seconds">From the click that needs the copy until all of it can be asked.</param>
/// <param name="ProcessorSeconds">Of all processors, meanwhile.</param>
/// <param name="PeakMegabytes">The most memory of the process that was in RAM.</param>
/// <param name="PeakPrivateMegabytes">The same without what it shares with others, such as program files.</param>
/// <param name="IdleMegabytes">Before the copy.</param>
/// <param name="FileMegabytes">The database.</param>
internal sealed record CopyFigures(double Seconds, double ProcessorSeconds, double PeakMegabytes, double PeakPrivateMegabytes, double IdleMegabytes, double FileMegabytes);
