using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace BatchDashboard.Benchmarks.Source;

/// <summary>A finished batch of any number of jobs: what a results body says beside its jobs is made once.</summary>
internal sealed class SourceBatch
{
    private const string IdPrefix = "batch-bench-";
    private const int SampleLength = 5;

    private SourceBatch(long jobs)
    {
        Jobs = jobs;
        Totals = new SourceTotals(jobs);
        Head = Written(WriteHead);
        Tail = Written(WriteTail);
    }

    public long Jobs { get; }

    public SourceTotals Totals { get; }

    /// <summary>The body up to the first job.</summary>
    public byte[] Head { get; }

    /// <summary>The body after the last job, up to the pagination.</summary>
    public byte[] Tail { get; }

    public static string Id(long jobs) => IdPrefix + jobs.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for an id that <see cref="Id"/> did not make.</summary>
    public static SourceBatch? Find(string id) =>
        id.StartsWith(IdPrefix, StringComparison.Ordinal)
        && int.TryParse(id.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
            ? new SourceBatch(jobs)
            : null;

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        // Without the braces around it: the pieces are put together by hand.
        return buffer.WrittenSpan[1..^1].ToArray();
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject("batch_summary");
        json.WriteString("batch_id", Id(Jobs));
        json.WriteString("batch_name", string.Create(CultureInfo.InvariantCulture, $"Archive of {Jobs:N0} files"));
        json.WriteString("collection", "company-archive");
        json.WriteString("status", "completed");
        json.WriteStartObject("timeline");
        json.WriteString("created_at", "2025-11-08T20:00:00Z");
        json.WriteString("started_at", "2025-11-08T20:00:40Z");
        var end = DateTimeOffset.FromUnixTimeMilliseconds(SourceJob.BatchStart + (Jobs * SourceJob.Pace)).AddMinutes(10);
        json.WriteString("completed_at", end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteStartObject("completion");
        json.WriteNumber("successful", Jobs - Totals.Failed);
        json.WriteNumber("failed", Totals.Failed);
        json.WriteNumber("total_items", Jobs);
        json.WriteNumber("completion_rate", Rate);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTail(Utf8JsonWriter json)
    {
        json.WriteStartObject("statistics");
        json.WriteStartObject("media_distribution");
        json.WriteStartObject("by_type");
        foreach (var (type, count) in SourceJob.MediaTypes.Zip(Totals.ByType))
        {
            json.WriteNumber(type, count);
        }

        json.WriteEndObject();
        json.WriteNumber("total_created_media_items", Jobs - Totals.Failed);
        json.WriteEndObject();
        json.WriteStartObject("completion");
        json.WriteNumber("successful", Jobs - Totals.Failed);
        json.WriteNumber("failed", Totals.Failed);
        json.WriteNumber("total", Jobs);
        json.WriteNumber("success_rate", Rate);
        json.WriteEndObject();
        json.WriteStartObject("resources");
        json.WriteNumber("total_files_size_bytes", Totals.Bytes);
        json.WriteNumber("total_files_size_mb", Math.Round(Totals.Bytes / 1048576.0, 2));
        json.WriteEndObject();
        json.WriteStartArray("error_summary");
        foreach (var code in Enumerable.Range(0, SourceJob.Codes.Length).Where(code => Totals.ByCode[code] > 0).OrderByDescending(code => Totals.ByCode[code]))
        {
            WriteError(json, code);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteError(Utf8JsonWriter json, int code)
    {
        json.WriteStartObject();
        json.WriteString("error_type", SourceJob.Codes[code]);
        json.WriteNumber("count", Totals.ByCode[code]);
        json.WriteStartArray("affected_files");
        for (long index = 0, found = 0; index < Jobs && found < SampleLength; index++)
        {
            var job = new SourceJob(index);
            if (job.Code == code)
            {
                json.WriteStringValue(job.FileName);
                found++;
            }
        }

        json.WriteEndArray();
        json.WriteString("resolution", SourceErrors.Resolution(code));
        json.WriteEndObject();
    }

    private double Rate => Jobs == 0 ? 0 : Math.Round(100.0 * (Jobs - Totals.Failed) / Jobs, 2);
}

/// <summary>What the statistics of a batch count.</summary>
internal sealed class SourceTotals
{
    public SourceTotals(long jobs)
    {
        for (var index = 0L; index < jobs; index++)
        {
            var job = new SourceJob(index);
            ByType[job.MediaType]++;
            Bytes += job.SizeBytes;
            if (job.Code >= 0)
            {
                ByCode[job.Code]++;
                Failed++;
            }
        }
    }

    public long[] ByType { get; } = new long[SourceJob.MediaTypes.Length];

    public long[] ByCode { get; } = new long[SourceJob.Codes.Length];

    public long Failed { get; }

    public long Bytes { get; }
}
