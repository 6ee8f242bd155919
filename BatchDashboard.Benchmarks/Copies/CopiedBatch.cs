using System.Diagnostics;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Copies;

/// <summary>A database with one batch, filled by the app itself, which copies the batch over HTTP.</summary>
internal static class CopiedBatch
{
    /// <summary>A batch that is in every one of these databases beside the one that is measured.</summary>
    private const long WarmUpJobs = 2_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Makes it unless it is there.</summary>
    public static async Task EnsureAsync(DashboardData data, long jobs, CancellationToken cancellation)
    {
        if (!await IsThereAsync(data, jobs, cancellation))
        {
            Progress.Say($"copying {jobs:N0} jobs, {data.Subject}");
            await using var source = await SourceServer.StartAsync(0, cancellation);
            await CopyAsync(data, jobs, source, cancellation);
        }
    }

    /// <summary>Copies a batch in a process that was just started; nothing of an earlier copy is left.</summary>
    public static async Task<CopyFigures> CopyAsync(
        DashboardData data, long jobs, SourceServer source, CancellationToken cancellation)
    {
        await data.ClearAsync(cancellation);
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

        return new CopyFigures(seconds, processor, app.Figures.PeakResidentMegabytes, privatePeak, idle, await data.MegabytesAsync(cancellation));
    }

    public static void Remove(string data)
    {
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<double> WaitAsync(DashboardData data, long jobs, ProcessFigures figures, CancellationToken cancellation)
    {
        await using var services = data.Open();
        var peak = 0.0;
        for (var looks = 0; !await IsCompleteAsync(services, jobs, cancellation); looks++)
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

    private static async Task<bool> IsThereAsync(DashboardData data, long jobs, CancellationToken cancellation)
    {
        if (!data.IsThere)
        {
            return false;
        }

        await using var services = data.Open();
        await services.PrepareDataAsync(cancellation);
        return await IsCompleteAsync(services, jobs, cancellation);
    }

    private static async Task<bool> IsCompleteAsync(ServiceProvider services, long jobs, CancellationToken cancellation) =>
        await services.GetRequiredService<BatchStore>().FindAsync(BatchId.Parse(SourceBatch.Id(jobs)), cancellation) is { Current: not null };
}

/// <param name="Seconds">From the click that needs the copy until all of it can be asked.</param>
/// <param name="ProcessorSeconds">Of all processors, meanwhile.</param>
/// <param name="PeakMegabytes">The most memory of the process that was in RAM.</param>
/// <param name="PeakPrivateMegabytes">The same without what it shares with others, such as program files.</param>
/// <param name="IdleMegabytes">Before the copy.</param>
/// <param name="DatabaseMegabytes">The database.</param>
internal sealed record CopyFigures(double Seconds, double ProcessorSeconds, double PeakMegabytes, double PeakPrivateMegabytes, double IdleMegabytes, double DatabaseMegabytes);
