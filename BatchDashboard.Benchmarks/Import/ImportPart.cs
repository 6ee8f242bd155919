using System.Diagnostics;
using System.Globalization;
using BatchDashboard.Benchmarks.Lists;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;

namespace BatchDashboard.Benchmarks.Import;

/// <summary>The published app's <c>import</c> of a folder of saved results, a batch a file, from the start of its process to its end.</summary>
internal static class ImportPart
{
    public const string Group = "Import";
    public const string Seconds = "of a folder of saved results";
    public const string Peak = "peak memory of the process";
    public const int Batches = 5_000;

    private const int JobsOfABatch = 25;
    private const int Repetitions = 3;

    public static DashboardData Data { get; } = DashboardData.OnSqlite(BenchmarkOptions.Scratch("import-data"));

    public static async Task<IReadOnlyList<Measure>> RunAsync(DashboardData data, CancellationToken cancellation)
    {
        var folder = BenchmarkOptions.Scratch("saved");
        Directory.CreateDirectory(folder);
        for (var number = 0; number < Batches; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{ListedBatches.Id(number)}.json"), ListedBatches.Answer(number, JobsOfABatch), cancellation);
        }

        var (seconds, peaks) = (new List<double>(), new List<double>());
        for (var time = 0; time < Repetitions; time++)
        {
            Progress.Say($"importing {Batches:N0} files, {data.Subject}, {time + 1} of {Repetitions}");
            await data.ClearAsync(cancellation);
            var (second, peak) = await ImportAsync(data, folder, cancellation);
            seconds.Add(second);
            peaks.Add(peak);
        }

        Directory.Delete(folder, recursive: true);
        return
        [
            new Measure(Group, Seconds, Batches, data.Subject, "s", Spread.Of(seconds)),
            new Measure(Group, Peak, Batches, data.Subject, "MB", Spread.Of(peaks)),
        ];
    }

    private static async Task<(double Seconds, double Peak)> ImportAsync(DashboardData data, string folder, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BenchmarkOptions.AppProgram, "import", .. data.Settings, folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var ended = new CancellationTokenSource();
        var watched = new ProcessFigures(process.Id).WatchPeakAsync(ended.Token);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await Task.WhenAll(output, errors);
        await ended.CancelAsync();
        var peak = await watched;
        await process.WaitForExitAsync(cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var expected = string.Create(CultureInfo.InvariantCulture, $"{Batches * JobsOfABatch:N0} jobs");
        return process.ExitCode == 0 && (await output).Contains(expected, StringComparison.Ordinal)
            ? (seconds, peak)
            : throw new InvalidOperationException($"The import did not tell of {expected}: {await output}{await errors}");
    }
}
