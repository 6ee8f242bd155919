using System.Globalization;
using System.Text.Json;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Lists;

/// <summary>Many small batches, all downloaded.</summary>
internal static class ListedBatches
{
    public const int JobsOfABatch = 100;
    private const int BatchesAtOnce = 100;

    private static readonly string[] Regions = ["northern", "southern", "eastern", "western"];
    private static readonly string[] Stages = ["ocr", "layout", "embedding"];
    private static readonly string[] Codes = ["format_error", "corrupted_file", "timeout_error"];
    private static readonly string[] Messages = ["Unsupported file format", "Page {0} cannot be read", "No answer after {0} s", "HTTP 503 from the storage"];

    /// <summary>Makes it unless it is there.</summary>
    public static async Task EnsureAsync(DashboardData data, int count, CancellationToken cancellation)
    {
        Directory.CreateDirectory(data.Directory);
        await using var services = data.Open();
        await services.PrepareDataAsync(cancellation);
        var store = services.GetRequiredService<BatchStore>();
        var there = (int)(await store.PageAsync(new BatchListQuery(), cancellation)).Known;
        for (var first = there; first < count; first += BatchesAtOnce)
        {
            await store.ImportAsync([.. Enumerable.Range(first, Math.Min(BatchesAtOnce, count - first)).Select(number => (IReadOnlyList<SavedPage>)[Page(number)])], cancellation);
        }
    }

    public static BatchId Id(int number) => BatchId.Parse(string.Create(CultureInfo.InvariantCulture, $"batch-{number:00000}-{number * 2654435761L:x10}"));

    private static SavedPage Page(int number) =>
        new(Id(number), JsonSerializer.Deserialize(Answer(number, JobsOfABatch), WicksonJson.Default.ResultsBody)!, IsLast: true);

    /// <summary>The API's whole answer for a batch, as it would be saved.</summary>
    public static string Answer(int number, int jobs)
    {
        var failed = number % 20 == 0 ? 0 : 1 + (number % 5);
        var at = DateTimeOffset.UtcNow.AddMinutes(-10 * (number + 1));
        var body = new
        {
            data = new
            {
                batch_summary = new
                {
                    batch_id = Id(number).Value,
                    batch_name = $"Quarterly reports of the {Regions[number % Regions.Length]} region, part {number}",
                    collection = $"reports-{number % 60}",
                    status = number % 50 == 0 ? "running" : number % 9 == 0 ? "failed" : "completed",
                    completion = new { successful = jobs - failed, failed, total_items = jobs },
                    timeline = new { created_at = at, started_at = at.AddSeconds(5), completed_at = at.AddSeconds(65 + (number % 100)), total_duration_seconds = 60.0 + (number % 100) },
                },
                statistics = new { resources = new { total_files_size_bytes = 1_000_000L * (number % 777) } },
                pagination = new { page = 1, page_size = jobs, total_items = jobs },
                job_results = Enumerable.Range(0, jobs).Select(job => Job(number, job, job < failed, at.AddSeconds(5 + job))),
            },
        };
        return JsonSerializer.Serialize(body);
    }

    private static object Job(int batch, int job, bool isFailed, DateTimeOffset at) => new
    {
        job_id = $"job-{batch}-{job}",
        media_id = isFailed ? null : $"vec-{batch}-{job}",
        filename = $"region {batch % 4}/report {batch} {job}.pdf",
        media_type = job % 3 == 0 ? "image" : "document",
        status = isFailed ? "failed" : "succeeded",
        file_info = new { size_bytes = 10_000 + job },
        processing_info = new { created_at = at, completed_at = at.AddSeconds(1) },
        error = isFailed
            ? new
            {
                code = Codes[(batch + job) % Codes.Length],
                message = string.Format(CultureInfo.InvariantCulture, Messages[(batch + (2 * job)) % Messages.Length], batch),
                details = new { stage = Stages[(batch + job) % Stages.Length], format = ".pdf", attempts = job % 3, trace_id = (batch * 31L) + job },
            }
            : null,
    };
}
