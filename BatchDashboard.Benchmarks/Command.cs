using System.Globalization;
using BatchDashboard.Benchmarks.Browser;
using BatchDashboard.Benchmarks.Changes;
using BatchDashboard.Benchmarks.Circuits;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Exports;
using BatchDashboard.Benchmarks.Http;
using BatchDashboard.Benchmarks.Import;
using BatchDashboard.Benchmarks.Ingest;
using BatchDashboard.Benchmarks.Lists;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Peers;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Report;
using BatchDashboard.Benchmarks.Resolution;
using BatchDashboard.Benchmarks.Service;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Benchmarks.Start;

namespace BatchDashboard.Benchmarks;

/// <summary>What <c>benchmarks.sh</c> calls, and the servers that it starts in processes of their own.</summary>
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
            await (arguments switch
            {
                ["source", .. var rest] => ServeSourceAsync(rest is [var port] ? int.Parse(port, CultureInfo.InvariantCulture) : 0, stop.Token),
                [HangfireServer.Name, var connection] => HangfireServer.ServeAsync(connection, stop.Token),
                [MeasuredHost.Name, .. var settings] => MeasuredHost.ServeAsync(settings, stop.Token),
                ["report", .. var rest] => ReportAsync(BenchmarkOptions.Parse(rest), stop.Token),
                _ => MeasureAsync(BenchmarkOptions.Parse(arguments), stop.Token),
            });
            return 0;
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static async Task MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        if (options.Fresh)
        {
            foreach (var jobs in options.Sizes.Union(options.HangfireJobs))
            {
                CopiedBatch.Remove(BenchmarkOptions.Data(jobs));
            }

            foreach (var batches in ListsPart.Counts)
            {
                CopiedBatch.Remove(ListsPart.Data(batches).Directory);
            }
        }

        // A million is what most targets speak of.
        var usual = options.Sizes.Contains(1_000_000) ? 1_000_000 : options.Sizes[^1];
        foreach (var part in BenchmarkOptions.AllParts.Where(part => options.Parts.Contains(part, StringComparer.Ordinal)))
        {
            var sizes = part switch
            {
                "http" => [.. options.Sizes.Union(options.HangfireJobs).Order()],
                "start" or "circuits" or "export" => [usual],
                "grouping" or "matching" => [FailedBatch.Jobs],
                "upload" => [0],
                "lists" => ListsPart.Counts,
                "import" => [ImportPart.Batches],
                "changes" => [ChangesPart.Jobs],
                _ => options.Sizes,
            };
            foreach (var jobs in sizes)
            {
                var measures = await MeasureAsync(options, part, jobs, cancellation);
                var result = new PartResult(part, options.Command, DateTimeOffset.UtcNow, Machine.Describe(), measures);
                await PartResult.SaveAsync(BenchmarkOptions.Results, string.Create(CultureInfo.InvariantCulture, $"{part}-{jobs}"), result, cancellation);
            }
        }

        await ReportAsync(options, cancellation);
    }

    private static Task<IReadOnlyList<Measure>> MeasureAsync(BenchmarkOptions options, string part, long jobs, CancellationToken cancellation) => part switch
    {
        "start" => StartPart.RunAsync(jobs, cancellation),
        "ingest" => OnBothAsync(DashboardData.OfBatch(jobs), data => IngestPart.RunAsync(data, jobs, cancellation), cancellation),
        "service" => OnBothAsync(DashboardData.OfBatch(jobs), data => ServicePart.RunAsync(data, jobs, cancellation), cancellation),
        "http" => HttpPart.RunAsync(jobs, options.HangfireJobs.Contains(jobs), cancellation),
        "lists" => OnBothAsync(ListsPart.Data(jobs), data => ListsPart.RunAsync(data, jobs, cancellation), cancellation),
        "import" => OnBothAsync(ImportPart.Data, data => ImportPart.RunAsync(data, cancellation), cancellation),
        "changes" => OnBothAsync(ChangesPart.Data, data => ChangesPart.RunAsync(data, cancellation), cancellation),
        "grouping" => GroupingPart.RunAsync(cancellation),
        "matching" => MatchingPart.RunAsync(cancellation),
        "upload" => UploadPart.RunAsync(cancellation),
        "export" => ExportPart.RunAsync(jobs, cancellation),
        "browser" => BrowserPart.RunAsync(jobs, cancellation),
        _ => CircuitsPart.RunAsync(options.Circuits, jobs, cancellation),
    };

    /// <summary>In the same run, once in a file and once on a PostgreSQL server of its own.</summary>
    private static async Task<IReadOnlyList<Measure>> OnBothAsync(
        DashboardData file, Func<DashboardData, Task<IReadOnlyList<Measure>>> measure, CancellationToken cancellation)
    {
        await using var server = await PostgresCluster.StartAsync(cancellation);
        var database = await DashboardData.OnPostgresAsync(server, "dashboard", cancellation);
        return [.. await measure(file), .. await measure(database)];
    }

    private static async Task ReportAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        var report = new PerformanceReport(await PartResult.LoadAsync(BenchmarkOptions.Results, cancellation)).Write();
        await File.WriteAllTextAsync(options.Report, report, cancellation);
        Progress.Say($"{options.Report} is written");
    }

    private static async Task ServeSourceAsync(int port, CancellationToken cancellation)
    {
        await using var source = await SourceServer.StartAsync(port, cancellation);
        Console.WriteLine(ServerProcess.ListeningMark + source.Url);
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
