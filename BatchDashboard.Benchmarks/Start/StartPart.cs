using System.Diagnostics;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;

namespace BatchDashboard.Benchmarks.Start;

/// <summary>From the start of the published app's process to the first page that was read whole. Its files are in the system's cache.</summary>
internal static class StartPart
{
    public const string Group = "Start";
    public const string FirstPage = "batch page served, database there";

    private const int Repetitions = 7;

    public static async Task<IReadOnlyList<Measure>> RunAsync(long jobs, CancellationToken cancellation)
    {
        await CopiedBatch.EnsureAsync(DashboardData.OfBatch(jobs), jobs, cancellation);
        Progress.Say($"{Repetitions} starts of each kind");
        var empty = BenchmarkOptions.Scratch("start");
        var first = await MeasureAsync(empty, "/", clean: true, cancellation);
        var batch = await MeasureAsync(BenchmarkOptions.Data(jobs), Dashboard.Page(jobs), clean: false, cancellation);
        CopiedBatch.Remove(empty);
        return
        [
            Of("listening, no database yet", "ms", first.Select(start => start.Listening)),
            Of("home page served, no database yet", "ms", first.Select(start => start.Served)),
            Of("listening, database there", "ms", batch.Select(start => start.Listening)),
            Of(FirstPage, "ms", batch.Select(start => start.Served)),
            Of("memory of the process after the first page", "MB", batch.Select(start => start.Resident)),
        ];

        Measure Of(string name, string unit, IEnumerable<double> values) => new(Group, name, jobs, Subjects.Own, unit, Spread.Of(values));
    }

    private static async Task<List<(double Listening, double Served, double Resident)>> MeasureAsync(
        string data, string path, bool clean, CancellationToken cancellation)
    {
        var starts = new List<(double, double, double)>();
        for (var time = 0; time < Repetitions; time++)
        {
            if (clean)
            {
                CopiedBatch.Remove(data);
            }

            var begun = Stopwatch.GetTimestamp();
            await using var server = await Dashboard.StartOnCopyAsync(DashboardData.OnSqlite(data), cancellation);
            var listening = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Url };
            await http.GetStringAsync(path, cancellation);
            starts.Add((listening, Stopwatch.GetElapsedTime(begun).TotalMilliseconds, server.Figures.ResidentMegabytes));
        }

        return starts;
    }
}
