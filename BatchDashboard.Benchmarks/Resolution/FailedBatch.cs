using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Resolution;

/// <summary>A copied batch of which every file failed, with messages that name files, ids and numbers.</summary>
internal static class FailedBatch
{
    public const int Jobs = 100_000;
    private const int PageSize = 1_000;

    private static readonly BatchId Id = BatchId.Parse("batch-bench-failed");
    private static readonly string[] Endings = [".key", ".pub", ".numbers", ".pages", ".cr2", ".psd", ".ai", ".xlsx"];
    private static readonly string[] Stages = ["ocr", "layout_analysis", "summarization", "embedding", "transcription"];

    public static async Task FillAsync(string directory, CancellationToken cancellation)
    {
        await using var services = DashboardData.OnSqlite(directory).Open();
        await services.PrepareDataAsync(cancellation);
        var store = services.GetRequiredService<BatchStore>();
        await store.BeginSyncAsync(Id, fresh: true, cancellation);
        for (var page = 1; page <= Jobs / PageSize; page++)
        {
            await store.WritePageAsync(Id, Body(page), forSync: true, isLast: page == Jobs / PageSize, cancellation);
        }
    }

    /// <summary>The copy's key.</summary>
    public static async Task<long> SnapshotAsync(BatchStore store, CancellationToken cancellation) =>
        (await store.FindAsync(Id, cancellation))!.Current!.Key;

    private static ResultsBody Body(int page)
    {
        var text = new StringBuilder("""{"success":true,"data":{"batch_summary":{"batch_id":"batch-bench-failed","status":"completed"},"pagination":""")
            .Append(CultureInfo.InvariantCulture, $$"""{"page":{{page}},"page_size":{{PageSize}},"total_items":{{Jobs}}},"job_results":[""");
        for (var at = (page - 1) * PageSize; at < page * PageSize; at++)
        {
            text.Append(at % PageSize == 0 ? "" : ",").Append(Job(at));
        }

        return JsonSerializer.Deserialize(text.Append("]}}").ToString(), WicksonJson.Default.ResultsBody)!;
    }

    // Half of the messages are like no other.
    private static string Job(int at)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"reports/2024/file {at:000000}{Endings[at % Endings.Length]}");
        var message = (at % 4) switch
        {
            0 => "Unsupported file format",
            1 => string.Create(CultureInfo.InvariantCulture, $"Page {at % 977} of {name} cannot be read (job_{at * 7919})"),
            2 => string.Create(CultureInfo.InvariantCulture, $"Worker w-{at % 61} gave up after {at % 300}.5 s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"Cannot open /srv/in/{at:x8}/part_{at % 13}.bin: damaged header at 0x{at:x}"),
        };
        return JsonSerializer.Serialize(new
        {
            job_id = string.Create(CultureInfo.InvariantCulture, $"job-{at:x8}"),
            media_id = (string?)null,
            filename = name,
            media_type = "document",
            status = "failed",
            file_info = new { size_bytes = 1000 + at, size_mb = 0.1 },
            processing_info = new
            {
                created_at = "2026-01-10T10:00:00Z",
                completed_at = string.Create(CultureInfo.InvariantCulture, $"2026-01-10T10:{at / 60 % 60:00}:{at % 60:00}Z"),
            },
            error = new
            {
                message,
                code = "processing_error",
                details = new
                {
                    stage = Stages[at % 5],
                    format = Endings[at % 8],
                    attempts = at % 3,
                    trace_id = string.Create(CultureInfo.InvariantCulture, $"{at * 2654435761:x16}"),
                    engine = new { name = "pipeline", version = "3.8." + (at % 4) },
                },
            },
        });
    }
}
