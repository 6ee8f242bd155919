using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Jobs are read without the serializer, and as it would read them.</summary>
public sealed class JobReaderTests
{
    private static readonly string[] Values =
    [
        "null", "1", "-7", "9223372036854775807", "1e3", "0.24", "12345678901234567890123", "true", "\"\"", "\"text\"", "\"failed\"", "\"succeeded\"",
        "\"2024-12-18T10:01:30Z\"", "\"2024-12-18T10:01:30.120Z\"", "\"2024-12-18T10:01:30.000Z\"", "\"2024-02-30T10:01:30Z\"", "\"2024-12-18T10:01:30+01:00\"",
        "\"2024-12-18T25:01:30Z\"", "\"caf\\u00e9\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "[]", "[1,{\"a\":null}]", "{}", "{\"format\":\".xlsx\",\"deep\":{\"x\":[1]}}",
    ];

    private static readonly Gen<string> File = Object(["size_bytes", "size_mb", "sha"], Gen.OneOf(Values));
    private static readonly Gen<string> Processing = Object(["created_at", "completed_at", "worker"], Gen.OneOf(Values));
    private static readonly Gen<string> Error = Object(["message", "code", "details", "hint", "\\u0063ode"], Gen.OneOf(Values));

    private static readonly Gen<string> Job = Object(
        ["job_id", "media_id", "filename", "media_type", "status", "file_info", "processing_info", "error", "note", "\\ud800", "Job_Id"],
        Gen.OneOf(Gen.OneOf(Values), File, Processing, Error));

    [Fact]
    public void Any_job_is_read_as_the_serializer_reads_it() => Job.Sample(json =>
    {
        Same(json, WicksonJson.Default.JobResult);
        // What is no Unicode is mended, and then read.
        var field = JsonSerializer.Deserialize(json, WicksonJson.Default.FieldJobResult);
        Assert.True(field is { HasValue: true, Raw: null });
        if (Outcome(json, WicksonJson.Default.JobResult) is { } expected)
        {
            Assert.Equal(expected, Written(field.Value));
        }
    });

    [Fact]
    public void Its_parts_are_read_as_the_serializer_reads_them()
    {
        File.Sample(json => Same(json, WicksonJson.Default.JobFileInfo));
        Processing.Sample(json => Same(json, WicksonJson.Default.JobProcessingInfo));
        Error.Sample(json => Same(json, WicksonJson.Default.JobError));
    }

    [Theory]
    [InlineData("{\"job_id\":\"a\"")]
    [InlineData("{\"job_id\":}")]
    [InlineData("{\"file_info\":{\"size_bytes\":1}")]
    public void What_is_no_json_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, WicksonJson.Default.FieldJobResult));

    private static void Same<T>(string json, JsonTypeInfo<T> shape)
        where T : ApiObject
    {
        var expected = Outcome(json, shape);
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        string? read;
        try
        {
            read = JsonSerializer.Serialize(JobReader.Read<T>(ref reader, WicksonJson.Default.Options), shape);
            Assert.Equal(bytes.Length, reader.BytesConsumed);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            read = null;
        }

        Assert.Equal(expected, read);
    }

    private static string? Outcome<T>(string json, JsonTypeInfo<T> shape)
    {
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize(json, shape)!, shape);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Written(JobResult job) => JsonSerializer.Serialize(job, WicksonJson.Default.JobResult);

    private static Gen<string> Object(string[] names, Gen<string> value) =>
        Gen.Select(Gen.OneOf(names), value, (name, of) => $"\"{name}\":{of}").List[0, 8].Select(members => "{" + string.Join(',', members) + "}");
}
