using System.Diagnostics;
using System.Globalization;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;

namespace BatchDashboard.Benchmarks.Circuits;

/// <summary>What open pages cost the server: memory of an idle one, and processor time of many that follow a running batch.</summary>
internal sealed class CircuitsPart(int count, long jobs)
{
    public const string Group = "Open pages";
    public const string IdleManaged = "managed memory of an idle batch page";
    public const string IdlePrivate = "private memory of an idle batch page";

    private const int AtOnce = 8;
    private const string RunningBatch = "/batches/batch-running";

    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(45);

    private readonly List<Measure> _measures = [];

    public static async Task<IReadOnlyList<Measure>> RunAsync(int count, long jobs, CancellationToken cancellation)
    {
        var part = new CircuitsPart(count, jobs);
        await CopiedBatch.EnsureAsync(DashboardData.OfBatch(jobs), jobs, cancellation);
        Progress.Say($"{count} idle pages of a batch of {jobs:N0} jobs");
        await part.IdleAsync(cancellation);
        Progress.Say($"{count} pages of a running batch");
        await part.FollowAsync(cancellation);
        return part._measures;
    }

    private async Task IdleAsync(CancellationToken cancellation)
    {
        await using var server = await StartAsync([.. Dashboard.CopySettings(DashboardData.OfBatch(jobs))], cancellation);
        using var http = Client(server);
        // The first pages compile code and fill caches, which are nobody's own.
        await using (await OpenAsync(http, Dashboard.Page(jobs), 10, cancellation))
        {
        }

        var before = await MemoryAsync(http, server, cancellation);
        var begun = Stopwatch.GetTimestamp();
        await using var pages = await OpenAsync(http, Dashboard.Page(jobs), count, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var after = await MemoryAsync(http, server, cancellation);
        Add("pages", "", count);
        Add(IdleManaged, "KB", (after.Managed - before.Managed) / 1024.0 / count);
        Add(IdlePrivate, "KB", (after.Private - before.Private) * 1024.0 / count);
        Add("memory of the process without pages", "MB", before.Resident);
        Add("memory of the process with all pages", "MB", after.Resident);
        Add("time to open one, eight at once", "ms", seconds * 1000 / count);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var data = BenchmarkOptions.Scratch("sandbox");
        CopiedBatch.Remove(data);
        await using var server = await StartAsync(["--Results:Source=Sandbox", $"--Data:Directory={data}"], cancellation);
        using var http = Client(server);
        await using var pages = await OpenAsync(http, RunningBatch, count, cancellation);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellation);

        var (batches, bytes, cpu, begun) = (pages.Batches, pages.Bytes, server.Figures.ProcessorSeconds, Stopwatch.GetTimestamp());
        await Task.Delay(Watch, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Add("processor while all follow a running batch", "%", (server.Figures.ProcessorSeconds - cpu) / seconds * 100);
        Add("live updates a page and minute", "", (pages.Batches - batches) / (double)count / seconds * 60);
        Add("data of the updates, a page and minute", "KB", (pages.Bytes - bytes) / 1024.0 / count / seconds * 60);
        Add("memory of the process meanwhile", "MB", server.Figures.ResidentMegabytes);
        Add("pages that lost their connection", "", pages.Lost);
    }

    private static Task<ServerProcess> StartAsync(string[] settings, CancellationToken cancellation) =>
        ServerProcess.StartAsync(typeof(CircuitsPart).Assembly.Location, [MeasuredHost.Name, .. settings], cancellation);

    private static HttpClient Client(ServerProcess server) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Url };

    private static async Task<OpenPages> OpenAsync(HttpClient http, string path, int count, CancellationToken cancellation)
    {
        var pages = new OpenPage[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (place, token) =>
            pages[place] = await OpenPage.OpenAsync(http, path, token));
        return new OpenPages(pages);
    }

    private static async Task<(double Managed, double Private, double Resident)> MemoryAsync(HttpClient http, ServerProcess server, CancellationToken cancellation)
    {
        // What is handed from the prerendering to the circuit, and whatever closes, has its time.
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        var managed = double.Parse(await http.GetStringAsync(MeasuredHost.Path, cancellation), CultureInfo.InvariantCulture);
        return (managed, server.Figures.PrivateMegabytes, server.Figures.ResidentMegabytes);
    }

    private void Add(string name, string unit, double value) =>
        _measures.Add(new Measure(Group, name, jobs, Subjects.Own, unit, Spread.Of([value])));

    private sealed class OpenPages(OpenPage[] pages) : IAsyncDisposable
    {
        public long Batches => pages.Sum(page => (long)page.Batches);

        public long Bytes => pages.Sum(page => page.Bytes);

        public int Lost => pages.Count(page => !page.IsConnected);

        public async ValueTask DisposeAsync() => await Task.WhenAll(pages.Select(page => page.DisposeAsync().AsTask()));
    }
}
