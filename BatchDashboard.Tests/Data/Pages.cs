using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>Result pages as an API would send them.</summary>
internal static class Pages
{
    public static ResultsBody Sample() => Body(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "results-200.json")));

    public static ResultsBody Body(string json) => JsonSerializer.Deserialize(json, WicksonJson.Default.ResultsBody)!;

    /// <summary>A page with rows of the given JSON.</summary>
    public static ResultsBody Of(
        IEnumerable<string> rows,
        string? pagination = null,
        string status = "completed",
        string completion = "{}",
        string? name = "Reports") =>
        Body(new StringBuilder("""{"success":true,"data":{"batch_summary":{"batch_id":"other","batch_name":""")
            .Append(JsonSerializer.Serialize(name))
            .Append(",\"status\":")
            .Append(JsonSerializer.Serialize(status))
            .Append(",\"completion\":").Append(completion).Append('}')
            .Append(pagination is null ? "" : ",\"pagination\":" + pagination)
            .Append(",\"job_results\":[").AppendJoin(',', rows).Append("]}}")
            .ToString());

    /// <summary>One page of a batch of plain jobs, as a well-behaved API would cut it.</summary>
    public static ResultsBody Cut(int total, int page, int pageSize, string status = "completed", string mark = "", string? name = "Reports")
    {
        var first = (page - 1) * pageSize;
        var rows = Enumerable.Range(first, Math.Clamp(total - first, 0, pageSize)).Select(ordinal => Job(ordinal, mark));
        return Of(
            rows,
            $$"""{"page":{{page}},"page_size":{{pageSize}},"total_items":{{total}},"total_pages":{{(total + pageSize - 1) / pageSize}}}""",
            status,
            $$"""{"successful":{{total - Failures(total)}},"failed":{{Failures(total)}},"total_items":{{total}},"completion_rate":90.0}""",
            name);
    }

    /// <summary>Every tenth job of <see cref="Job"/> fails.</summary>
    public static int Failures(int total) => (total + 9) / 10;

    public static string Job(int ordinal, string mark = "")
    {
        var size = 1000L + ordinal * 37L;
        var created = new DateTime(2024, 12, 18, 10, 0, 0, DateTimeKind.Utc).AddSeconds(ordinal);
        var job = new JsonObject
        {
            ["job_id"] = $"job-{ordinal}{mark}",
            ["media_id"] = ordinal % 10 == 0 ? null : $"vec-{ordinal}",
            ["filename"] = $"File {ordinal}{mark}.pdf",
            ["media_type"] = ordinal % 3 == 0 ? "image" : "document",
            ["status"] = ordinal % 10 == 0 ? "failed" : "succeeded",
            ["file_info"] = new JsonObject { ["size_bytes"] = size, ["size_mb"] = Math.Round(size / 1048576.0, 2) },
            ["processing_info"] = new JsonObject
            {
                ["created_at"] = created.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                ["completed_at"] = created.AddSeconds(ordinal % 7).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            },
        };
        if (ordinal % 10 == 0)
        {
            job["error"] = new JsonObject
            {
                ["message"] = "Unsupported file format",
                ["code"] = ordinal % 20 == 0 ? "format_error" : "corrupted_file",
                ["details"] = new JsonObject { ["format"] = ".pdf", ["supported_formats"] = new JsonArray(".txt", ".docx") },
            };
        }

        return job.ToJsonString();
    }
}
