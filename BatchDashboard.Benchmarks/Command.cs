using BatchDashboard.Benchmarks.Browser;
using BatchDashboard.Benchmarks.Circuits;
using BatchDashboard.Benchmarks.Http;
using BatchDashboard.Benchmarks.Ingest;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Peers;
using BatchDashboard.Benchmarks.Service;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks;

/// <summary>What <c>benchmarks.sh</c> calls.</summary>
internal static class Command
{
    public static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            switch (arguments)
            {
                case ["source", .. var rest]:
                    await ServeSourceAsync(rest is [var port] ? int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) : 0, stop.Token);
                    return 0;
                case [HangfireServer.Name, var connection]:
                    await HangfireServer.ServeAsync(connection, stop.Token);
                    return 0;
                case [MeasuredHost.Name, .. var settings]:
                    await MeasuredHost.ServeAsync(settings, stop.Token);
                    return 0;
                default:
                    await MeasureAsync(BenchmarkOptions.Parse(arguments), stop.Token);
                    return 0;
            }
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    private static async Task MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        foreach (var jobs in options.Sizes)
        {
            if (options.Parts.Contains("ingest", StringComparer.Ordinal))
            {
                await SaveAsync(options, "ingest", jobs, await IngestPart.RunAsync(jobs, cancellation), cancellation);
            }

            if (options.Parts.Contains("service", StringComparer.Ordinal))
            {
                await SaveAsync(options, "service", jobs, await ServicePart.RunAsync(jobs, cancellation), cancellation);
            }
        }

        if (options.Parts.Contains("http", StringComparer.Ordinal))
        {
            foreach (var jobs in options.Sizes.Union(options.HangfireJobs).Order())
            {
                await SaveAsync(options, "http", jobs, await HttpPart.RunAsync(jobs, options.HangfireJobs.Contains(jobs), cancellation), cancellation);
            }
        }

        if (options.Parts.Contains("browser", StringComparer.Ordinal))
        {
            foreach (var jobs in options.Sizes)
            {
                await SaveAsync(options, "browser", jobs, await BrowserPart.RunAsync(jobs, cancellation), cancellation);
            }
        }

        if (options.Parts.Contains("circuits", StringComparer.Ordinal))
        {
            var jobs = options.Sizes.Contains(1_000_000) ? 1_000_000 : options.Sizes[0];
            await SaveAsync(options, "circuits", jobs, await CircuitsPart.RunAsync(options.Circuits, jobs, cancellation), cancellation);
        }
    }

    private static Task SaveAsync(BenchmarkOptions options, string part, long jobs, IReadOnlyList<Measure> measures, CancellationToken cancellation) =>
        PartResult.SaveAsync(BenchmarkOptions.Results, FormattableString.Invariant($"{part}-{jobs}"),
            new PartResult(part, options.Command, DateTimeOffset.UtcNow, Machine.Describe(), measures), cancellation);

    private static async Task ServeSourceAsync(int port, CancellationToken cancellation)
    {
        await using var source = await SourceServer.StartAsync(port, cancellation);
        Console.WriteLine(Processes.ServerProcess.ListeningMark + source.Url);
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
