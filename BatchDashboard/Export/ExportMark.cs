using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Results;

namespace BatchDashboard.Export;

/// <summary>What a file with some of a batch's jobs says of itself in its metadata, so that nobody takes it for the batch.</summary>
internal static class ExportMark
{
    public const string Member = "export";

    public static JsonElement Of(JobsExport export, DateTimeOffset now)
    {
        var mark = new JsonObject
        {
            ["filter"] = export.Filter,
            ["exported_at"] = IsoTime.Write(now),
            ["total"] = export.Total,
            ["jobs_in_batch"] = export.JobsInBatch,
        };
        return JsonElement.Parse(mark.ToJsonString());
    }
}
