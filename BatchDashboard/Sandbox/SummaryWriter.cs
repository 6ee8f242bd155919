using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>Writes the parts of a results body that speak of the batch as a whole.</summary>
internal static class SummaryWriter
{
    public static void Summary(Utf8JsonWriter json, SandboxBatch batch, BatchMoment moment, BatchTotals totals)
    {
        json.WriteStartObject();
        json.WriteString("batch_id", batch.Id);
        if (batch.Name is not null)
        {
            json.WriteString("batch_name", batch.Name);
        }

        json.WriteString("collection", batch.Collection);
        json.WriteString("status", moment.Status);
        json.WriteStartObject("timeline");
        json.WriteString("created_at", JobWriter.Time(moment.CreatedAt));
        json.WriteString("started_at", JobWriter.Time(moment.StartedAt));
        json.WriteString("completed_at", JobWriter.Time(moment.CompletedAt));
        if (moment is { StartedAt: { } started, CompletedAt: { } completed })
        {
            json.WriteNumber("total_duration_seconds", Math.Round((completed - started).TotalSeconds, 2));
        }

        json.WriteEndObject();
        json.WriteStartObject("completion");
        json.WriteNumber("successful", totals.Successful);
        json.WriteNumber("failed", totals.Failed);
        json.WriteNumber("total_items", moment.Total);
        json.WriteNumber("completion_rate", Percent(totals.Successful, moment.Total));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Statistics(Utf8JsonWriter json, BatchMoment moment, BatchTotals totals)
    {
        json.WriteStartObject();
        WriteDistribution(json, totals);
        json.WriteStartObject("completion");
        json.WriteNumber("successful", totals.Successful);
        json.WriteNumber("failed", totals.Failed);
        json.WriteNumber("total", moment.Total);
        json.WriteNumber("success_rate", Percent(totals.Successful, moment.Total));
        json.WriteEndObject();
        json.WriteStartObject("resources");
        json.WriteNumber("total_files_size_bytes", totals.Bytes);
        json.WriteNumber("total_files_size_mb", JobWriter.Mebibytes(totals.Bytes));
        json.WriteEndObject();
        if (totals.Failed > 0)
        {
            WriteErrors(json, totals);
        }

        json.WriteEndObject();
    }

    public static void Metadata(Utf8JsonWriter json, string requestId, string? collection)
    {
        json.WriteStartObject();
        json.WriteString("request_id", requestId);
        json.WriteStartObject("related_endpoints");
        json.WriteString("media_details", "/v1/media/{media_id}");
        json.WriteString("list_media", "/v1/media?collection=" + Uri.EscapeDataString(collection ?? ""));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>0 to 100; 0 of 0 is 0.</summary>
    public static double Percent(long part, long whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 2);

    private static void WriteDistribution(Utf8JsonWriter json, BatchTotals totals)
    {
        json.WriteStartObject("media_distribution");
        json.WriteStartObject("by_type");
        foreach (var (mediaType, type) in totals.Types)
        {
            json.WriteNumber(mediaType, type.Processed);
        }

        json.WriteEndObject();
        json.WriteNumber("total_created_media_items", totals.Successful);
        json.WriteStartObject("media_ids_by_type");
        foreach (var (mediaType, type) in totals.Types)
        {
            if (type.Created > 0)
            {
                WriteStrings(json, mediaType, type.MediaIds);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, BatchTotals totals)
    {
        json.WriteStartArray("error_summary");
        foreach (var (code, error) in totals.Errors)
        {
            json.WriteStartObject();
            json.WriteString("error_type", code);
            json.WriteNumber("count", error.Count);
            WriteStrings(json, "affected_files", error.Files);
            json.WriteString("resolution", ErrorScripts.Resolution(code));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, List<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
