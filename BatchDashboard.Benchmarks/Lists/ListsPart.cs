using System.Diagnostics;
using System.Globalization;
using BatchDashboard.Benchmarks.Http;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Lists;

/// <summary>Pages of the list of batches: from the results service in this process, and as whole HTML of the published app.</summary>
internal static class ListsPart
{
    public const string Service = "Page of batches from the service";
    public const string Html = "Page of batches over HTTP";
    public const string Size = "Size of a page of batches";
    public const string Errors = "Errors of all batches from the service";
    public const string CollectionErrors = "Errors of one collection from the service";
    public const string Jobs = "Jobs of all batches from the service";
    public const string Search = "search for part of a name";
    public const string Memory = "Memory while all pages are asked";

    /// <summary>Batches that a list is measured with.</summary>
    public static readonly IReadOnlyList<long> Counts = [1_000, 10_000];

    private const int WarmTurns = 20;
    private const int Turns = 60;

    /// <summary>The SQLite database with so many batches.</summary>
    public static DashboardData Data(long batches) => DashboardData.OnSqlite(BenchmarkOptions.Scratch("batches-" + batches.ToString(CultureInfo.InvariantCulture)));

    public static async Task<IReadOnlyList<Measure>> RunAsync(DashboardData data, long batches, CancellationToken cancellation)
    {
        Progress.Say($"{batches:N0} batches of {ListedBatches.JobsOfABatch} jobs, {data.Subject}");
        await ListedBatches.EnsureAsync(data, (int)batches, cancellation);
        var measures = new List<Measure>();
        await ServiceAsync(data, batches, measures, cancellation);
        await HtmlAsync(data, batches, measures, cancellation);
        return measures;
    }

    // Another page each time, so that nothing is answered from memory.
    private static IEnumerable<(string Name, Func<int, BatchListQuery> Query)> Questions(long batches)
    {
        var pages = (int)(batches / BatchListQuery.DefaultPageSize);
        yield return ("first page", turn => new BatchListQuery { Page = 1 + (turn % 5) });
        yield return ("middle page", turn => new BatchListQuery { Page = (pages / 2) + (turn % 5) });
        yield return ("last page", turn => new BatchListQuery { Page = pages - (turn % 5) });
        foreach (var sort in Enum.GetValues<BatchSort>().Where(sort => sort != BatchSort.Newest))
        {
            yield return ($"by {sort.ToString().ToLowerInvariant()}, middle page", turn => new BatchListQuery { Sort = sort, Descending = turn % 2 == 0, Page = pages / 2 });
        }

        yield return ("of one status", turn => new BatchListQuery { Statuses = ["FAILED"], Page = 1 + (turn % 2) });
        yield return ("of one collection", turn => new BatchListQuery { Collection = $"Reports-{turn % 60}" });
        yield return ("of 7 days, by failed", turn => new BatchListQuery { Days = 7, Sort = BatchSort.Failed, Descending = true, Page = 1 + (turn % 5) });
        yield return ("search for part of a name", turn => new BatchListQuery { Search = $"REGION, part {turn % 10}" });
        yield return ("search that finds nothing", turn => new BatchListQuery { Search = $"nothing {turn}" });
        yield return ("search, status, collection, days, by name", turn => new BatchListQuery
        {
            Search = "northern",
            Statuses = ["completed"],
            Collection = $"reports-{turn % 15 * 4}",
            Days = 365,
            Sort = BatchSort.Name,
        });
    }

    private static async Task ServiceAsync(DashboardData data, long batches, List<Measure> measures, CancellationToken cancellation)
    {
        await using var app = await AppHost.StartAsync(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. Dashboard.CopySettings(data)], cancellation);
        var results = app.Services.GetRequiredService<IResultsService>();
        foreach (var (name, query) in Questions(batches))
        {
            await MeasureAsync(Service, name, async turn => (await results.GetBatchesAsync(query(turn), cancellation)).Value?.Known == batches);
        }

        foreach (var (group, name, query) in ErrorQuestions())
        {
            await MeasureAsync(group, name, async turn => (await results.GetErrorTrendsAsync(query(turn), cancellation)).Value is { Failures: > 0 });
        }

        foreach (var (name, isAnswered) in JobQuestions(results, (int)batches, cancellation))
        {
            await MeasureAsync(Jobs, name, isAnswered);
        }

        await app.StopAsync(cancellation);

        async Task MeasureAsync(string group, string name, Func<int, Task<bool>> isAnswered)
        {
            var times = new List<double>();
            for (var turn = 0; turn < WarmTurns + Turns; turn++)
            {
                var begun = Stopwatch.GetTimestamp();
                var isRight = await isAnswered(turn);
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (!isRight)
                {
                    throw new InvalidOperationException($"“{name}” was not answered over {batches:N0} batches.");
                }
            }

            measures.Add(Of(data, group, name, batches, "ms", times.Skip(WarmTurns)) with { First = times[0] });
        }
    }

    private static IEnumerable<(string Group, string Name, Func<int, ErrorsQuery> Query)> ErrorQuestions()
    {
        yield return (Errors, "all time", _ => new ErrorsQuery());
        yield return (Errors, "7 days", _ => new ErrorsQuery { Days = 7 });
        yield return (Errors, "90 days, one error type by message pattern", _ => new ErrorsQuery { Days = 90, ErrorType = "format_error" });
        yield return (Errors, "one error type by a key of the details", _ => new ErrorsQuery { ErrorType = "format_error", By = "stage" });
        yield return (CollectionErrors, "all time", turn => new ErrorsQuery { Collection = $"Reports-{turn % 60}" });
        yield return (CollectionErrors, "one error type by message pattern", turn => new ErrorsQuery { Collection = $"reports-{turn % 60}", ErrorType = "format_error" });
    }

    private static IEnumerable<(string Name, Func<int, Task<bool>> IsAnswered)> JobQuestions(IResultsService results, int batches, CancellationToken cancellation)
    {
        int Batch(int turn) => turn * 7919 % batches;
        yield return (Search, async turn => (await results.SearchAsync($"report {Batch(turn)} 9", cancellation)).Value is { Jobs.Count: > 0 });
        yield return ("search for part of an ID", async turn => (await results.SearchAsync($"ob-{Batch(turn)}-9", cancellation)).Value is { Jobs.Count: > 0 });
        yield return ("search that finds nothing", async turn => (await results.SearchAsync($"zebra {turn}", cancellation)).Value is { Jobs.Count: 0 });
        yield return ("origin of a media item", async turn => (await results.GetMediaAsync(MediaId.Parse($"vec-{Batch(turn)}-99"), false, cancellation)).Value is { Origin: not null });
        yield return ("one job by its ID", async turn => (await results.GetJobAsync(ListedBatches.Id(Batch(turn)), $"job-{Batch(turn)}-50", cancellation)).Value is not null);
    }

    private static async Task HtmlAsync(DashboardData data, long batches, List<Measure> measures, CancellationToken cancellation)
    {
        await using var app = await Dashboard.StartOnCopyAsync(data, cancellation);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Url };
        foreach (var (name, query) in Questions(batches))
        {
            var page = new PageTimes(name, http, turn => "/" + query(turn).ToQueryString(), "id=\"batch-id\"");
            for (var turn = 0; turn < WarmTurns + Turns; turn++)
            {
                await (turn < WarmTurns ? page.WarmAsync(turn, cancellation) : page.MeasureAsync(turn, cancellation));
            }

            measures.Add(Of(data, Html, name, batches, "ms", page.Milliseconds));
            measures.Add(Of(data, Size, name, batches, "KB", [page.Bytes / 1024.0]));
        }

        // Not measured for their time, which the service's tells, but for the memory of the process that has shown everything.
        foreach (var path in (string[])["/errors", "/errors?error=format_error", "/errors?error=format_error&by=stage", "/errors?collection=reports-7", "/search?q=report", "/search?q=zebra", $"/batches/{ListedBatches.Id(7)}?q=9"])
        {
            await http.GetStringAsync(path, cancellation);
        }

        measures.Add(Of(data, Memory, "peak of the process", batches, "MB", [app.Figures.PeakResidentMegabytes]));
    }

    private static Measure Of(DashboardData data, string group, string name, long batches, string unit, IEnumerable<double> values) =>
        new(group, name, batches, data.Subject, unit, Spread.Of(values));
}
