using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>Bodies of successful answers, sent as they are written.</summary>
internal static class SandboxWriter
{
    private const int FlushAt = 32 * 1024;

    public static async Task ResultsAsync(HttpContext context, SandboxBatch batch, BatchMoment moment, PageRequest page)
    {
        await using var json = Begin(context, "Batch results retrieved successfully");
        json.WritePropertyName("batch_summary");
        batch.WriteSummary(json, moment);
        json.WriteStartArray("job_results");
        var end = Math.Min(page.First + page.Size, moment.Rows);
        for (var index = page.First; index < end; index++)
        {
            batch.WriteJob(json, (int)index);
            await FlushIfFullAsync(json, context);
        }

        json.WriteEndArray();
        json.WritePropertyName("statistics");
        batch.WriteStatistics(json, moment);
        Pagination(json, page, batch.PaginationTotal(moment));
        json.WriteEndObject();
        json.WritePropertyName("metadata");
        batch.WriteMetadata(json, SandboxGate.RequestId(context));
        await EndAsync(json, context);
    }

    /// <summary>An answer whose <c>data</c> is written in one go.</summary>
    public static async Task DataAsync(HttpContext context, string message, Action<Utf8JsonWriter> data, bool withMetadata = true)
    {
        await using var json = Begin(context, message);
        data(json);
        json.WriteEndObject();
        if (withMetadata)
        {
            json.WriteStartObject("metadata");
            json.WriteString("request_id", SandboxGate.RequestId(context));
            json.WriteEndObject();
        }

        await EndAsync(json, context);
    }

    public static void Pagination(Utf8JsonWriter json, PageRequest page, long items)
    {
        json.WriteStartObject("pagination");
        json.WriteNumber("page", page.Page);
        json.WriteNumber("page_size", page.Size);
        json.WriteNumber("total_items", items);
        json.WriteNumber("total_pages", page.PagesOf(items));
        json.WriteEndObject();
    }

    private static Utf8JsonWriter Begin(HttpContext context, string message)
    {
        context.Response.ContentType = "application/json";
        var json = new Utf8JsonWriter(context.Response.BodyWriter, ErrorAnswers.Json);
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteString("message", message);
        json.WriteStartObject("data");
        return json;
    }

    private static async ValueTask FlushIfFullAsync(Utf8JsonWriter json, HttpContext context)
    {
        if (json.BytesPending + context.Response.BodyWriter.UnflushedBytes >= FlushAt)
        {
            await json.FlushAsync(context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task EndAsync(Utf8JsonWriter json, HttpContext context)
    {
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
