using System.Text.Json;
using System.Text.Json.Nodes;
using BatchDashboard.Wickson;

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
            ["jobs_in_batch"] = export.Copy.Jobs,
        };
        return JsonElement.Parse(mark.ToJsonString());
    }

    /// <summary>Why a file with the mark is not imported; null for one without it.</summary>
    public static ImportException? Refusal(ResultsBody body)
    {
        if (body.Metadata.Value?.Extra is not { } extra || !extra.TryGetValue(Member, out var mark) || mark.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var some = Count(mark, "total") is { } total && Count(mark, "jobs_in_batch") is { } all
            ? FormattableString.Invariant($"{total:N0} of the {all:N0} jobs of a batch")
            : "some of the jobs of a batch";
        return new ImportException($"The file is an export of {some}, and would be taken for all of them.")
        {
            Advice = "Export all jobs of the batch as JSON, and import that file.",
        };
    }

    private static long? Count(JsonElement mark, string name) =>
        mark.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : null;
}
