using System.Globalization;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using Microsoft.Playwright;

namespace BatchDashboard.Benchmarks.Browser;

/// <summary>What an operator waits for, timed in the page itself, and what goes over the wire for it.</summary>
internal sealed class BrowserPart(long jobs)
{
    public const string Opening = "Opening the page in Chromium";
    public const string Clicks = "Click to painted rows in Chromium";
    public const string Search = "search, the pause in typing included";
    public const string Bytes = "Bytes";

    private const int ColdVisits = 5;
    private const int WarmVisits = 15;
    private const int Repetitions = 30;
    private const int WarmUps = 5;

    private static readonly string[] Texts = ["safety", "minutes", "overview", "staffing", "whiteboard", "loading"];

    private readonly List<Measure> _measures = [];

    public static async Task<IReadOnlyList<Measure>> RunAsync(long jobs, CancellationToken cancellation)
    {
        await CopiedBatch.EnsureAsync(DashboardData.OfBatch(jobs), jobs, cancellation);
        await using var app = await Dashboard.StartOnCopyAsync(DashboardData.OfBatch(jobs), cancellation);
        await using var chromium = await Chromium.StartAsync();
        var part = new BrowserPart(jobs);
        Progress.Say($"{jobs:N0} jobs in Chromium");
        await part.OpenAsync(chromium, app.Url);
        await part.WorkAsync(chromium, app.Url);
        return part._measures;
    }

    private async Task OpenAsync(Chromium chromium, Uri server)
    {
        await using (var warmUp = await chromium.NewContextAsync(server))
        {
            await VisitAsync(await warmUp.NewPageAsync());
        }

        var cold = new List<Visit>();
        var warm = new List<Visit>();
        for (var visit = 0; visit < ColdVisits; visit++)
        {
            await using var context = await chromium.NewContextAsync(server);
            var page = await context.NewPageAsync();
            var traffic = await PageTraffic.WatchAsync(page);
            cold.Add(await VisitAsync(page));
            if (visit == 0)
            {
                await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                await CountAsync(page, traffic);
            }
        }

        await using (var context = await chromium.NewContextAsync(server))
        {
            var page = await context.NewPageAsync();
            await VisitAsync(page);
            for (var visit = 0; visit < WarmVisits; visit++)
            {
                warm.Add(await VisitAsync(page));
            }
        }

        Add(Opening, "first visit: data painted", "ms", cold.Select(visit => visit.Data));
        Add(Opening, "first visit: interactive", "ms", cold.Select(visit => visit.Interactive));
        Add(Opening, "later visit: data painted", "ms", warm.Select(visit => visit.Data));
        Add(Opening, "later visit: interactive", "ms", warm.Select(visit => visit.Interactive));
    }

    private async Task CountAsync(IPage page, PageTraffic traffic)
    {
        Add(Bytes, "document on the wire", "KB", [traffic.DocumentBytes / 1024.0]);
        Add(Bytes, "static files of the first visit", "", [traffic.Files]);
        Add(Bytes, "static files of the first visit, on the wire", "KB", [traffic.FileBytes / 1024.0]);
        Add(Bytes, "circuit messages of opening the page", "KB", [traffic.MessageBytes / 1024.0]);
        traffic.Reset();
        await VisitAsync(page);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Add(Bytes, "static files of the second visit from the browser's cache", "", [traffic.CachedFiles]);
        Add(Bytes, "static files of the second visit, on the wire", "KB", [traffic.FileBytes / 1024.0]);
    }

    private async Task WorkAsync(Chromium chromium, Uri server)
    {
        await using var context = await chromium.NewContextAsync(server);
        var page = await context.NewPageAsync();
        var traffic = await PageTraffic.WatchAsync(page);
        await VisitAsync(page);
        await MeasureAsync(page, "next page, from the first on", traffic, (_, _) => Press("Next page"));
        await VisitAsync(page, string.Create(CultureInfo.InvariantCulture, $"?page={Math.Max(1, jobs / 100)}"));
        await MeasureAsync(page, "next page, in the middle", null, (_, _) => Press("Next page"));
        await MeasureAsync(page, "last page and first page in turns", null, (turn, _) => Press(turn % 2 == 0 ? "Last page" : "First page"));
        await VisitAsync(page);
        await MeasureAsync(page, "filter on and off in turns", null, (turn, _) => ("choose", ["Status", turn % 2 == 0 ? "failed" : ""]));
        await VisitAsync(page);
        await MeasureAsync(page, "sort by size: up, down, off", null, (_, _) => ("sort", ["Size"]));
        await VisitAsync(page);
        await MeasureAsync(page, Search, null, (turn, _) => ("search", [Texts[turn % Texts.Length]]));

        static (string, string[]) Press(string button) => ("press", [button]);
    }

    private async Task MeasureAsync(IPage page, string name, PageTraffic? traffic, Func<int, IPage, (string Action, string[] Arguments)> action)
    {
        var times = new List<double>();
        try
        {
            for (var turn = 0; turn < WarmUps + Repetitions; turn++)
            {
                if (turn == WarmUps)
                {
                    times.Clear();
                    traffic?.Reset();
                }

                var (verb, arguments) = action(turn, page);
                times.Add(await page.EvaluateAsync<double>("([verb, ...values]) => benchmark[verb](...values)", new[] { verb }.Concat(arguments).ToArray()));
            }
        }
        catch (PlaywrightException failure)
        {
            // One control that is not there must not cost the figures of the others; the report shows what is missing.
            Progress.Say($"{jobs:N0} jobs: \"{name}\" could not be measured: {failure.Message}");
            return;
        }

        Add(Clicks, name, "ms", times);
        if (traffic is not null)
        {
            Add(Bytes, "circuit messages of a page flip", "KB", [traffic.MessageBytes / 1024.0 / Repetitions]);
        }
    }

    private async Task<Visit> VisitAsync(IPage page, string query = "")
    {
        await page.GotoAsync(Dashboard.Page(jobs, query));
        var marks = await page.WaitForFunctionAsync("() => benchmark.marks()");
        return (await marks.JsonValueAsync<Visit>())!;
    }

    private void Add(string group, string name, string unit, IEnumerable<double> values) =>
        _measures.Add(new Measure(group, name, jobs, Subjects.Own, unit, Spread.Of(values)));

    private sealed class Visit
    {
        public double Data { get; set; }

        public double Interactive { get; set; }
    }
}
