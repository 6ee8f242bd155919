using System.Globalization;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>The published app as operators start it, with the settings that a measurement needs.</summary>
internal static class Dashboard
{
    /// <summary>Only what is stored: no request leaves the process.</summary>
    public static Task<ServerProcess> StartOnCopyAsync(DashboardData data, CancellationToken cancellation) =>
        StartAsync([.. CopySettings(data)], cancellation);

    /// <summary>Copies from a source.</summary>
    public static Task<ServerProcess> StartLiveAsync(DashboardData data, SourceServer source, CancellationToken cancellation) =>
        StartAsync(
            [
                "--Results:Source=Live",
                .. data.Settings,
                $"--Wickson:BaseUrl={source.Url}",
                "--Wickson:ApiKey=benchmark",
                "--Wickson:PageSize=10000",
                "--Wickson:RequestsPerHour=1000000",
            ],
            cancellation);

    public static IEnumerable<string> CopySettings(DashboardData data) => ["--Results:Source=Cache", .. data.Settings];

    /// <summary>The path of a batch page.</summary>
    public static string Page(long jobs, string query = "") => $"/batches/{SourceBatch.Id(jobs)}{query}";

    public static string PageNumber(long page) => page == 1 ? "" : "?page=" + page.ToString(CultureInfo.InvariantCulture);

    private static Task<ServerProcess> StartAsync(string[] settings, CancellationToken cancellation) =>
        ServerProcess.StartAsync(BenchmarkOptions.AppProgram, ["--urls=http://127.0.0.1:0", .. settings], cancellation);
}
