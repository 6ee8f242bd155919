using System.Text.Json;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Resolution;

internal static class FailedFile
{
    public static JobRow Job(string? code, string? name, long? size, string? mediaType = null) => new()
    {
        BatchId = BatchId.Parse("batch-1"),
        Number = 1,
        Key = "job-1",
        JobId = "job-1",
        FileName = name,
        MediaType = mediaType,
        Status = "failed",
        Outcome = JobOutcome.Failed,
        SizeBytes = size,
        ErrorCode = code,
    };

    public static JsonElement Json(string text) => JsonDocument.Parse(text, new() { MaxDepth = 5000 }).RootElement;
}
