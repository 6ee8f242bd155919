using System.Diagnostics;
using System.Globalization;
using System.Net;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Peers;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Http;

/// <summary>Whole pages over HTTP, those of the app and of Hangfire's dashboard in turns.</summary>
internal static class HttpPart
{
    public const string Group = "Page over HTTP";

    // A row of the grid is a link to its job.
    private const string RowMark = "/jobs/job-";
    private const int Rows = 50;
    private const int MostTurns = 100;
    private const int LeastTurns = 5;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Measure>> RunAsync(long jobs, bool withHangfire, CancellationToken cancellation)
    {
        await CopiedBatch.EnsureAsync(DashboardData.OfBatch(jobs), jobs, cancellation);
        await using var postgres = withHangfire ? await PostgresCluster.StartAsync(cancellation) : null;
        if (postgres is not null)
        {
            Progress.Say($"filling Hangfire with {jobs:N0} failed jobs");
            await HangfireJobs.FillAsync(postgres.ConnectionString, jobs, cancellation);
        }

        await using var hangfire = postgres is null
            ? null
            : await ServerProcess.StartAsync(typeof(HttpPart).Assembly.Location, [HangfireServer.Name, postgres.ConnectionString], cancellation);
        await using var app = await Dashboard.StartOnCopyAsync(DashboardData.OfBatch(jobs), cancellation);
        using var ours = Client(app.Url);
        using var theirs = hangfire is null ? null : Client(hangfire.Url);

        var own = Own(ours, jobs);
        var peers = theirs is null ? [] : Peers(theirs, jobs);
        Progress.Say($"{jobs:N0} jobs: {own.Count} pages over HTTP{(withHangfire ? ", beside Hangfire's" : "")}");
        foreach (var page in own)
        {
            await MeasureAsync(page, peers.FirstOrDefault(peer => peer.Name == page.Name), cancellation);
        }

        return
        [
            .. own.Select(page => Times(page, Subjects.Own)),
            .. peers.Select(page => Times(page, Subjects.Hangfire)),
            .. own.Take(1).Select(page => Of("size of the first page", Subjects.Own, "KB", [page.Bytes / 1024.0])),
            .. peers.Take(1).Select(page => Of("size of the first page", Subjects.Hangfire, "KB", [page.Bytes / 1024.0])),
            Of("size of the first page, compressed", Subjects.Own, "KB", [await CompressedAsync(app.Url, own[0].Path(0), cancellation) / 1024.0]),
        ];

        Measure Of(string name, string subject, string unit, IEnumerable<double> values) => new(Group, name, jobs, subject, unit, Spread.Of(values));
        Measure Times(PageTimes page, string subject) => Of(page.Name, subject, "ms", page.Milliseconds);
    }

    private static HttpClient Client(Uri url) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(10) };

    private static List<PageTimes> Own(HttpClient http, long jobs)
    {
        var pages = Math.Max(1, jobs / Rows);
        string Batch(string query) => Dashboard.Page(jobs, query);
        return
        [
            new("first page", http, turn => Batch(Dashboard.PageNumber(1 + (turn % 5))), RowMark),
            new("middle page", http, turn => Batch(Dashboard.PageNumber((pages / 2) + (turn % 5))), RowMark),
            new("last page", http, turn => Batch(Dashboard.PageNumber(pages - (turn % 5))), RowMark),
            new("one job", http, turn => $"{Dashboard.Page(jobs)}/jobs/{SourceJob.JobId(turn * 7919L % jobs)}", "job-"),
            new("home", http, _ => "/", "Batches"),
            new("failed jobs, middle page", http, turn => Batch(string.Create(CultureInfo.InvariantCulture, $"?status=failed&page={Math.Max(1, (jobs * SourceJob.FailuresPerMille / 1000 / Rows / 2) - (turn % 5))}")), RowMark),
            new("largest files first, last page", http, turn => Batch(string.Create(CultureInfo.InvariantCulture, $"?sort=-size&page={pages - (turn % 5)}")), RowMark),
            new("search", http, turn => Batch(string.Create(CultureInfo.InvariantCulture, $"?q={turn * 7919 % 100_000:D5}")), "Search files"),
        ];
    }

    private static List<PageTimes> Peers(HttpClient http, long jobs)
    {
        string Failed(long from) => string.Create(CultureInfo.InvariantCulture, $"/hangfire/jobs/failed?from={from}&count={Rows}");
        return
        [
            new("first page", http, turn => Failed(turn % 5 * Rows), "market_overview_"),
            new("middle page", http, turn => Failed((jobs / 2 / Rows * Rows) + (turn % 5 * Rows)), "market_overview_"),
            new("last page", http, turn => Failed(jobs - Rows - (turn % 5 * Rows)), "market_overview_"),
            new("one job", http, turn => string.Create(CultureInfo.InvariantCulture, $"/hangfire/jobs/details/{1 + (turn * 7919L % jobs)}"), "PeerJob"),
            new("home", http, _ => "/hangfire", "Hangfire"),
        ];
    }

    /// <summary>In turns, so that whatever else the machine does falls on both.</summary>
    private static async Task MeasureAsync(PageTimes own, PageTimes? peer, CancellationToken cancellation)
    {
        await WarmAsync(own, cancellation);
        if (peer is not null)
        {
            await WarmAsync(peer, cancellation);
        }

        var begun = Stopwatch.GetTimestamp();
        for (var turn = 0; turn < MostTurns && (turn < LeastTurns || Stopwatch.GetElapsedTime(begun) < Budget); turn++)
        {
            await own.MeasureAsync(turn, cancellation);
            if (peer is not null)
            {
                await peer.MeasureAsync(turn, cancellation);
            }
        }
    }

    private static async Task WarmAsync(PageTimes page, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var turn = 0; turn < MostTurns / 5 && (turn == 0 || Stopwatch.GetElapsedTime(begun) < Budget / 10); turn++)
        {
            await page.WarmAsync(turn, cancellation);
        }
    }

    private static async Task<long> CompressedAsync(Uri server, string path, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = server };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("gzip, deflate, br, zstd");
        using var response = await http.SendAsync(request, cancellation);
        return (await response.Content.ReadAsByteArrayAsync(cancellation)).LongLength;
    }
}
