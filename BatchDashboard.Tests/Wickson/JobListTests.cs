using System.Text.Json;
using BatchDashboard.Cache;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A page keeps its jobs packed, and gives them back as they came.</summary>
public sealed class JobListTests
{
    // Nearly the usual form: the values that it may have at each place, and some that it may not.
    private static readonly Gen<string> Text = Usually(
        Gen.OneOf("null", "\"\"", "\"report.pdf\"", "\"caf\\u00e9 \\\"x\\\"\"", "\"日本\"", "\" \""), Gen.OneOf("\"a\\u0000b\"", "\"\\ud800\"", "7"));

    private static readonly Gen<string> Word = Gen.OneOf("null", "\"failed\"", "\"document\"", "\"format_error\"");

    private static readonly Gen<string> Time = Usually(
        Gen.OneOf("null", "\"2024-12-18T10:01:30Z\"", "\"2024-12-18T10:01:30.125Z\""), Gen.OneOf("\"2024-12-18T10:01:30+01:00\"", "\"soon\""));

    private static readonly Gen<string> File = Usually(
        Gen.OneOf("{}", "{\"size_bytes\":1048576,\"size_mb\":1.0}", "{\"size_mb\":0.24,\"size_bytes\":250000}", "{\"size_bytes\":-1}", "{\"size_bytes\":null,\"size_mb\":null}", "null"),
        Gen.OneOf("{\"size_bytes\":250000,\"size_mb\":0.25}", "{\"size_mb\":0}", "{\"size_bytes\":1.5}", "{\"size_bytes\":\"12\"}", "{\"size_bytes\":-1,\"size_mb\":0.0}", "[]"));

    private static readonly Gen<string> Processing = Usually(Object(("created_at", Time), ("completed_at", Time)), Gen.OneOf("null", "1"));

    private static readonly Gen<string> Error = Usually(
        Object(
            ("message", Text),
            ("code", Usually(Word, Gen.OneOf("\"\"", "\"\\t\""))),
            ("details", Usually(Gen.OneOf("null", "{}", "{ \"format\": \".xlsx\", \"n\": [1.50, null] }", "7"), Gen.OneOf("\"\\ud800\"", "{\"a\":\"\\u00e9\"}")))),
        Gen.OneOf("null", "\"none\""));

    private static readonly string[] Odd =
    [
        "null", "7", "[]", "{\"job_id\":\"a\",\"note\":1}", "{\"\\u006aob_id\":\"a\"}", "{\"Job_Id\":\"a\"}", "{\"job_id\":\"a\",\"job_id\":null}",
        "{\"file_info\":{\"size_bytes\":1e3,\"size_mb\":0.1234567890123456789}}", "{\"file_info\":{\"size_bytes\":-0,\"size_mb\":-0.0}}",
        "{\"file_info\":{\"size_bytes\":9223372036854775808}}", "{\"error\":{\"details\":\"text\",\"hint\":{}}}",
        "{\"filename\":\"" + string.Concat(Enumerable.Repeat("\\u00e9", 5000)) + "\"}",
    ];

    private static readonly Gen<string> Job = Object(
        ("job_id", Text),
        ("media_id", Text),
        ("filename", Text),
        ("media_type", Word),
        ("status", Word),
        ("file_info", File),
        ("processing_info", Processing),
        ("error", Error));

    [Fact]
    public void Any_page_gives_its_jobs_back_as_they_were_read_one_by_one() => Gen.OneOf(Job, Gen.OneOf(Odd)).List[0, 6].Sample(
        rows =>
        {
            var list = Read(rows);
            Assert.Equal(rows.Count, list.Count);
            Assert.Equal(
                rows.Select(row => Written(JsonSerializer.Deserialize(row, WicksonJson.Default.FieldJobResult))),
                list.Select(Written));
        },
        iter: 5000);

    [Fact]
    public void A_packed_job_is_stored_as_its_object_would_be()
    {
        var packed = 0;
        Job.Sample(
            row =>
            {
                var list = Read([row]);
                if (!list.TryGetPlain(0, out var job))
                {
                    return;
                }

                Interlocked.Increment(ref packed);
                var (columns, extras) = JobEncoder.Encode(JsonSerializer.Deserialize(row, WicksonJson.Default.FieldJobResult));
                Assert.Equal(columns.Shape, JobEncoder.ShapeOf(job.Sent, job.Nulls));
                Assert.Equal((columns.Status, columns.MediaType, columns.ErrorCode), (job.Status, job.MediaType, job.ErrorCode));
                Assert.Equal((columns.SizeBytes, columns.CreatedAt, columns.CompletedAt), (job.SizeBytes, job.CreatedAt, job.CompletedAt));
                Assert.Equal(columns.JobId, TextOf(job.Has(JobParts.JobId), job.JobId));
                Assert.Equal(columns.MediaId, TextOf(job.Has(JobParts.MediaId), job.MediaId));
                Assert.Equal(columns.FileName, TextOf(job.Has(JobParts.FileName), job.FileName));
                Assert.Equal(columns.ErrorMessage, TextOf(job.Has(JobParts.ErrorMessage), job.ErrorMessage));
                var own = job.Has(JobParts.ErrorDetails) ? JobEncoder.Extras(TextOf(hasValue: true, job.ErrorDetails)!) : null;
                Assert.Equal(extras is null, own is null);
                Assert.True(extras is null || JsonElement.DeepEquals(JsonElement.Parse(extras), JsonElement.Parse(own!)), own);
            },
            iter: 5000);
        Assert.True(packed > 1000, $"Only {packed} jobs were packed.");
    }

    [Fact]
    public void The_jobs_of_the_documentation_are_all_packed()
    {
        var jobs = JsonSerializer.Deserialize(Samples.Read("results-200"), WicksonJson.Default.ResultsBody)!.Data.Value!.JobResults.Value!;

        Assert.NotEmpty(jobs);
        Assert.All(Enumerable.Range(0, jobs.Count), index => Assert.True(jobs.TryGetPlain(index, out _), $"Job {index} is an object."));
    }

    [Fact]
    public void More_words_than_a_page_keeps_and_texts_longer_than_a_block_come_back_as_well()
    {
        var rows = Enumerable.Range(0, 300).Select(number => $$"""{"job_id":"job-{{number}}","status":"state {{number}}"}""").ToList();
        rows.Add($$"""{"filename":"{{new string('x', 200_000)}}"}""");
        rows.Add("""{"job_id":"the last"}""");

        Assert.Equal(rows, Read(rows).Select(Written));
    }

    [Theory]
    [InlineData("[{\"job_id\":\"a\"}")]
    [InlineData("[{\"job_id\":\"a\",}]")]
    [InlineData("[{\"error\":{\"details\":{]}}]")]
    [InlineData("{}")]
    public void What_is_no_sound_list_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, WicksonJson.Default.JobList));

    private static JobList Read(IEnumerable<string> rows) =>
        JsonSerializer.Deserialize($"[{string.Join(',', rows)}]", WicksonJson.Default.JobList)!;

    private static string Written(Field<JobResult> job) => JsonSerializer.Serialize(job, WicksonJson.Default.FieldJobResult);

    private static string? TextOf(bool hasValue, ReadOnlySpan<byte> utf8) => hasValue ? System.Text.Encoding.UTF8.GetString(utf8) : null;

    private static Gen<string> Usually(Gen<string> usual, Gen<string> odd) => Gen.Frequency((30, usual), (1, odd));

    // Each field is there nearly always, and now and then twice.
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] fields) => fields
        .Select(field => field.Value.Select(value => $"\"{field.Name}\":{value}"))
        .Select(member => Gen.Frequency((30, member), (4, Gen.Const("")), (1, Gen.Select(member, member, (one, two) => $"{one},{two}"))))
        .Aggregate((all, member) => Gen.Select(all, member, (before, one) => before.Length > 0 && one.Length > 0 ? $"{before},{one}" : before + one))
        .Select(members => $"{{{members}}}");
}
