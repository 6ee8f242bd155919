using System.Diagnostics;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;
using BatchDashboard.Results;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Service;

/// <summary>The results service in this process beside hand-written SQL on the same file, by BenchmarkDotNet.</summary>
internal static class ServicePart
{
    private const long MostByHand = 1_000_000;

    // Enough for a 99th percentile where a question is quick, and an end where it is not.
    private static readonly int[] Iterations = [200, 60, 15, 3];
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);
    private static readonly bool[] Own = [false];
    private static readonly bool[] Both = [false, true];

    public static async Task<IReadOnlyList<Measure>> RunAsync(DashboardData data, long jobs, CancellationToken cancellation)
    {
        await CopiedBatch.EnsureAsync(data, jobs, cancellation);
        await using var app = await AppHost.StartAsync(
            ["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. Dashboard.CopySettings(data)], cancellation);
        using var sql = data.IsSqlite ? new HandWrittenSql(data.Directory) : null;
        var cases = new ServiceCases(app.Services.GetRequiredService<IResultsService>(), sql, SourceBatch.Find(SourceBatch.Id(jobs))!).All();
        ServiceBenchmark.Current = cases.ToDictionary(one => one.Title, StringComparer.Ordinal);

        var firsts = new Dictionary<(string Title, bool ByHand), double>();
        var plan = new Dictionary<(string Title, bool ByHand), int>();
        Progress.Say($"{jobs:N0} jobs, {data.Subject}: the first try of {cases.Count} questions");
        foreach (var one in cases)
        {
            // Of ten million rows, what SQL has no index for takes minutes an answer; only the plain pages have a target there.
            foreach (var byHand in one.AskByHand is null || (jobs > MostByHand && one.Group != ServiceCases.Plain) ? Own : Both)
            {
                var first = await TimeAsync(one, byHand, 1);
                // Twice more: what disturbs one of them must not decide how often it is asked.
                var second = first > Budget ? first : Shorter(await TimeAsync(one, byHand, 2), await TimeAsync(one, byHand, 3));
                firsts[(one.Title, byHand)] = first.TotalMilliseconds;
                plan[(one.Title, byHand)] = Array.Find(Iterations, count => second * count <= Budget) is var fitting and > 0 ? fitting : Iterations[^1];
            }
        }

        var measures = new List<Measure>();
        foreach (var count in Iterations.Where(plan.ContainsValue))
        {
            Progress.Say($"{jobs:N0} jobs, BenchmarkDotNet: {plan.Values.Count(planned => planned == count)} questions, {count} times each");
            var summary = await Task.Run(() => Run(jobs, count, plan), cancellation);
            measures.AddRange(summary.Reports.Select(report => ToMeasure(report, data.Subject, jobs, firsts)));
        }

        // Its services end as they do where an operator ends the program.
        await app.StopAsync(cancellation);
        return [.. measures.OrderBy(measure => IndexOf(cases, measure)).ThenBy(measure => measure.Subject == Subjects.Sql)];
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task<TimeSpan> TimeAsync(ServiceCase one, bool byHand, long turn)
    {
        var begun = Stopwatch.GetTimestamp();
        _ = byHand ? one.AskByHand!(turn) : await one.Ask(turn);
        return Stopwatch.GetElapsedTime(begun);
    }

    private static Summary Run(long jobs, int count, Dictionary<(string Title, bool ByHand), int> plan)
    {
        Directory.CreateDirectory(BenchmarkOptions.Logs);
        using var log = new StreamLogger(Path.Combine(BenchmarkOptions.Logs, FormattableString.Invariant($"service-{jobs}-{count}.log")));
        // One question an iteration, so that percentiles are those of questions; all are kept, and none waits for a
        // collection of garbage that the app would not make.
        var job = Job.Default
            .WithToolchain(InProcessNoEmitToolchain.DontLogOutput)
            .WithStrategy(RunStrategy.Monitoring)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithWarmupCount(count / 10)
            .WithIterationCount(count)
            .WithOutlierMode(Perfolizer.Mathematics.OutlierDetection.OutlierMode.DontRemove)
            .WithGcForce(false);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(log)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddFilter(new SimpleFilter(benchmark => plan.TryGetValue(KeyOf(benchmark), out var planned) && planned == count))
            .WithArtifactsPath(BenchmarkOptions.Logs);
        var summary = BenchmarkRunner.Run<ServiceBenchmark>(config);
        return summary.HasCriticalValidationErrors
            ? throw new InvalidOperationException(string.Join("; ", summary.ValidationErrors.Select(error => error.Message)))
            : summary;
    }

    private static (string Title, bool ByHand) KeyOf(BenchmarkCase benchmark) =>
        ((string)benchmark.Parameters[nameof(ServiceBenchmark.Case)], benchmark.Descriptor.WorkloadMethod.Name == nameof(ServiceBenchmark.ByHand));

    private static Measure ToMeasure(BenchmarkReport report, string subject, long jobs, Dictionary<(string Title, bool ByHand), double> firsts)
    {
        var key = KeyOf(report.BenchmarkCase);
        if (!report.Success)
        {
            throw new InvalidOperationException($"The benchmark of \"{key.Title}\" failed; its log says why.");
        }

        var one = ServiceBenchmark.Current[key.Title];
        return new Measure(
            one.Group,
            one.Name,
            jobs,
            key.ByHand ? Subjects.Sql : subject,
            "ms",
            Spread.Of(report.GetResultRuns().Select(run => run.GetAverageTime().Nanoseconds / 1e6)))
        {
            First = firsts[key],
        };
    }

    private static int IndexOf(IReadOnlyList<ServiceCase> cases, Measure measure) =>
        cases.TakeWhile(one => one.Group != measure.Group || one.Name != measure.Name).Count();
}
