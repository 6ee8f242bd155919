using System.Diagnostics;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Exports;

/// <summary>Downloads of all jobs over HTTP, and what they add to the memory of the process.</summary>
internal static class ExportPart
{
    public const string Group = "Export over HTTP";
    public const string Peak = "extra memory at its peak";

    private const int Turns = 3;

    // A download of ten million takes minutes, and says nothing that one does not.
    private const long FewerTurnsFrom = 5_000_000;

    private static readonly string[] Formats = ["csv", "json", "xlsx"];

    public static string Rate(string format) => $"{format}, all jobs";

    public static async Task<IReadOnlyList<Measure>> RunAsync(long jobs, CancellationToken cancellation)
    {
        await CopiedBatch.EnsureAsync(DashboardData.OfBatch(jobs), jobs, cancellation);
        await using var app = await Dashboard.StartOnCopyAsync(DashboardData.OfBatch(jobs), cancellation);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Url, Timeout = Timeout.InfiniteTimeSpan };
        Progress.Say($"{jobs:N0} jobs: exports");

        // What every process compiles once, and reads of a batch once, is no part of an export.
        await http.GetStringAsync(Dashboard.Page(jobs), cancellation);
        foreach (var format in Formats)
        {
            await DownloadAsync(http, jobs, format, "?q=00042", cancellation);
        }

        var idle = app.Figures.ResidentMegabytes;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var peak = app.Figures.WatchPeakAsync(watching.Token);
        var measures = new List<Measure>();
        foreach (var format in Formats)
        {
            var rates = new List<double>();
            var bytes = 0L;
            for (var turn = 0; turn < (jobs >= FewerTurnsFrom ? 1 : Turns); turn++)
            {
                var begun = Stopwatch.GetTimestamp();
                bytes = await DownloadAsync(http, jobs, format, "", cancellation);
                rates.Add(jobs / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }

            measures.Add(Of(Rate(format), "jobs/s", rates));
            measures.Add(Of($"{format}, size of the file", "MB", [bytes / 1048576.0]));
        }

        await watching.CancelAsync();
        measures.Add(Of(Peak, "MB", [Math.Max(0, await peak - idle)]));
        return measures;

        Measure Of(string name, string unit, IEnumerable<double> values) => new(Group, name, jobs, Subjects.Own, unit, Spread.Of(values));
    }

    private static async Task<long> DownloadAsync(HttpClient http, long jobs, string format, string query, CancellationToken cancellation)
    {
        var path = $"/export/batches/{SourceBatch.Id(jobs)}/jobs.{format}{query}";
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var (buffer, total) = (new byte[128 * 1024], 0L);
        while (await body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }
}
