using System.Globalization;
using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>What is decided first about a job: its kind of file, and the code of its error or null.</summary>
internal readonly record struct JobShape(string MediaType, string? ErrorCode);

/// <summary>One job with everything that the API says about it.</summary>
internal sealed record SandboxJob
{
    /// <summary>The number of its batch and its place there: the seed of whatever else is told about it.</summary>
    public required uint Batch { get; init; }
    public required int Index { get; init; }
    public required string JobId { get; init; }
    public string? MediaId { get; init; }
    public string? FileName { get; init; }
    public required string MediaType { get; init; }
    public string? ErrorCode { get; init; }
    public required long SizeBytes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }

    public double Seconds => (CompletedAt - CreatedAt).TotalSeconds;

    public JobRandom Random(JobAspect aspect) => JobRandom.For(Batch, Index, aspect);
}

/// <summary>Writes jobs, times and sizes as the reference shows them.</summary>
internal static class JobWriter
{
    public static void Write(Utf8JsonWriter json, SandboxJob job)
    {
        json.WriteStartObject();
        json.WriteString("job_id"u8, job.JobId);
        json.WriteString("media_id"u8, job.MediaId);
        json.WriteString("filename"u8, job.FileName);
        json.WriteString("media_type"u8, job.MediaType);
        json.WriteString("status"u8, job.ErrorCode is null ? "succeeded" : "failed");
        json.WriteStartObject("file_info"u8);
        json.WriteNumber("size_bytes"u8, job.SizeBytes);
        json.WriteNumber("size_mb"u8, Mebibytes(job.SizeBytes));
        json.WriteEndObject();
        json.WriteStartObject("processing_info"u8);
        json.WriteString("created_at"u8, Time(job.CreatedAt));
        json.WriteString("completed_at"u8, Time(job.CompletedAt));
        json.WriteEndObject();
        if (job.ErrorCode is not null)
        {
            json.WritePropertyName("error");
            ErrorScripts.Write(json, job);
        }

        json.WriteEndObject();
    }

    /// <summary>The API's <c>size_mb</c>: mebibytes with two decimals (256,789 bytes are 0.24).</summary>
    public static double Mebibytes(long bytes) => Math.Round(bytes / 1048576.0, 2);

    /// <summary>To the millisecond, with no more digits than it needs. Two a row: the standard format is the quick one.</summary>
    public static string Time(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var seconds = utc.ToString("s", CultureInfo.InvariantCulture);
        return utc.Millisecond == 0
            ? seconds + "Z"
            : string.Concat(seconds, ".", utc.Millisecond.ToString("000", CultureInfo.InvariantCulture).AsSpan().TrimEnd('0'), "Z");
    }

    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;
}
