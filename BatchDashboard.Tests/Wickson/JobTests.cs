using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Whatever the API sent for a job can be read, and is what comes back.</summary>
public sealed class JobTests
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

    private static readonly Gen<string> NearlyUsual = Object(
        ("job_id", Text),
        ("media_id", Text),
        ("filename", Text),
        ("media_type", Word),
        ("status", Word),
        ("file_info", File),
        ("processing_info", Processing),
        ("error", Error));

    [Fact]
    public void Jobs_of_the_documentation_need_no_raw_json_but_for_the_details_of_their_errors()
    {
        var jobs = JsonSerializer.Deserialize(Samples.Read("results-200"), WicksonJson.Default.ResultsBody)!.Data.Value!.JobResults.Value!;

        Assert.NotEmpty(jobs);
        Assert.All(jobs, job => Assert.Equal(job.ErrorCode is null, job.Raw is null));
        Assert.Null(Read(Pages.Job(1)).Raw);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("\"a row that is text\"")]
    [InlineData("[1,{\"a\":\"\\ud800\"}]")]
    [InlineData("{}")]
    [InlineData("{\"error\":{}}")]
    [InlineData("{\"file_info\":{},\"processing_info\":{}}")]
    [InlineData("{\"\\ud800\":1,\"job_id\":\"a name with half a letter\"}")]
    [InlineData("{\"filename\":\"half a letter \\udc00\"}")]
    [InlineData("{\"filename\":\"a\\u0000b\",\"job_id\":7,\"status\":{\"x\":\"\\ud800\"},\"media_id\":null}")]
    [InlineData("{\"later\":{\"added\":[\"\\ud800\",1.50,null]},\"file_info\":{\"size_bytes\":\"12\",\"size_mb\":null,\"pages\":3}}")]
    [InlineData("{\"file_info\":\"none\",\"processing_info\":null,\"error\":[]}")]
    [InlineData("{\"processing_info\":{\"created_at\":\"2024-12-18T10:05:00.123456+02:00\",\"completed_at\":\"soon\"}}")]
    [InlineData("{\"processing_info\":{\"created_at\":\"2024-12-18T10:05:00.250Z\",\"completed_at\":\"2024-12-18T10:05:00.250000Z\"}}")]
    [InlineData("{\"error\":{\"code\":\"\",\"message\":\"  \",\"details\":null,\"trace\":\"\\udfff\"}}")]
    [InlineData("{\"error\":{\"code\":[\"x\"],\"message\":4.20,\"details\":\"text\"}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":1048576,\"size_mb\":1.01}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":1048576,\"size_mb\":null}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":9007199254740992}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":9223372036854775808}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":1e3,\"size_mb\":0.1234567890123456789}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":-1,\"size_mb\":9e300}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":-1,\"size_mb\":2.5}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":\"-1\",\"size_mb\":2.5}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":null,\"size_mb\":2.5}}")]
    [InlineData("{\"error\":\"text \\ud800\"}")]
    [InlineData("{\"error\":[\"text\"]}")]
    [InlineData("{\"Job_Id\":\"a\",\"note\":1}")]
    [InlineData("{\"\\u006aob_id\":\"a\"}")]
    public void An_unexpected_job_comes_back_as_it_came(string json) => HostileJson.AssertSame(json, Written(Read(json)));

    [Fact]
    public void Any_job_comes_back_as_it_came() => Gen.OneOf(HostileJson.Job, NearlyUsual).Sample(
        json => HostileJson.AssertSame(json, Written(Read(json))), iter: 10_000);

    [Fact]
    public void Any_list_of_jobs_is_read_as_its_jobs_one_by_one() => Gen.OneOf(HostileJson.Job, NearlyUsual).List[0, 6].Sample(
        rows => Assert.Equal(rows.Select(Read), JsonSerializer.Deserialize($"[{string.Join(',', rows)}]", WicksonJson.Default.ListJob)), iter: 2000);

    // The first of jobs with the same id and file name is the one that is kept.
    private static bool IsRepeat(List<Job> jobs, int ordinal) =>
        jobs[ordinal].JobId is { } id && jobs.Take(ordinal).Any(job => job.JobId == id && job.FileName == jobs[ordinal].FileName);

    [Fact]
    public async Task Any_page_of_jobs_comes_back_from_the_database_as_it_was_read()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var number = 0;
        await Gen.OneOf(HostileJson.Job, NearlyUsual).List[0, 12].SampleAsync(
            async rows =>
            {
                var page = Pages.Of(rows);
                var batch = await cache.WriteAsync($"batch-{Interlocked.Increment(ref number)}", page, isLast: true);
                var jobs = page.Data.Value!.JobResults.Value!;
                var kept = Enumerable.Range(0, jobs.Count).Where(ordinal => !IsRepeat(jobs, ordinal)).ToList();
                for (var ordinal = 0; ordinal < rows.Count; ordinal++)
                {
                    var stored = await cache.Store.FindJobAsync(batch.Current!.Key, ordinal, CancellationToken.None);
                    Assert.Equal(kept.Contains(ordinal) ? (ordinal, jobs[ordinal]) : ((long, Job)?)null, stored is null ? ((long, Job)?)null : (stored.Ordinal, stored.Job));
                }

                var listed = await cache.Store.ListRangeAsync(batch.Current!.Key, 0, rows.Count, CancellationToken.None);
                Assert.Equal(kept.Select(ordinal => jobs[ordinal] with { Raw = null }), listed.Select(stored => stored.Job));
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData("""{"size_bytes":2621440,"size_mb":2.5}""", 2_621_440L, false)]
    [InlineData("""{"size_bytes":"1000","size_mb":2.5}""", 1000L, false)]
    [InlineData("""{"size_mb":2.5}""", 2_621_440L, true)]
    [InlineData("""{"size_bytes":null,"size_mb":2.5}""", 2_621_440L, true)]
    [InlineData("""{"size_bytes":-7,"size_mb":2.5}""", 2_621_440L, true)]
    [InlineData("""{"size_bytes":9007199254740993,"size_mb":2.5}""", 2_621_440L, true)]
    [InlineData("""{"size_bytes":"much","size_mb":2.5}""", 2_621_440L, true)]
    [InlineData("""{"size_bytes":-7}""", null, false)]
    [InlineData("""{"size_bytes":-7,"size_mb":-1}""", null, false)]
    public void A_size_that_cannot_be_is_about_that_of_the_megabytes(string file, long? bytes, bool isApproximate)
    {
        var row = JobRowBuilder.Build(BatchId.Parse("batch-1"), new StoredJob(0, Read("{\"file_info\":" + file + "}")));

        Assert.Equal((bytes, isApproximate), (row.SizeBytes, row.IsSizeApproximate));
    }

    [Fact]
    public void What_is_of_another_type_is_read_where_it_is_certain_and_shown_as_it_came_where_it_is_not()
    {
        var job = Read(
            """{"job_id":7,"filename":"a\u0000b","status":["odd"],"file_info":{"size_bytes":"12"},"processing_info":{"created_at":"2024-12-18T10:05:00+02:00"},"error":{"code":"x","message":" ","details":{"a":1}}}""");

        Assert.Equal(("7", "a\uFFFDb", "[\"odd\"]", 12L), (job.JobId, job.FileName, job.Status, job.SizeBytes));
        Assert.Equal(new DateTimeOffset(2024, 12, 18, 8, 5, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), job.CreatedAt);
        Assert.Equal(("x", " ", 1), (job.ErrorCode, job.ErrorMessage, job.ErrorDetails()!.Value.GetProperty("a").GetInt32()));
        Assert.Equal("text", Read("""{"error":"text"}""").ErrorMessage);
        Assert.Null(Read("""{"error":{"code":"\t","details":null}}""").ErrorCode);
    }

    [Theory]
    [InlineData("""{"size_bytes":1048576,"size_mb":1.0}""", 1_048_576L, 1.0)]
    [InlineData("""{"size_bytes":1048576,"size_mb":"1.05"}""", 1_048_576L, 1.05)]
    [InlineData("""{"size_bytes":"1048576"}""", 1_048_576L, null)]
    [InlineData("""{"size_mb":2.5}""", null, 2.5)]
    [InlineData("""{"size_bytes":-1,"size_mb":-2.5}""", null, null)]
    public void Both_sizes_are_told_as_they_were_sent(string file, long? bytes, double? megabytes) =>
        Assert.Equal((bytes, megabytes), Read("{\"file_info\":" + file + "}").SentSizes());

    [Theory]
    [InlineData("[{\"job_id\":\"a\"}")]
    [InlineData("[{\"job_id\":\"a\",}]")]
    [InlineData("[{\"job_id\":}]")]
    [InlineData("[{\"file_info\":{\"size_bytes\":1}]")]
    [InlineData("[{\"error\":{\"details\":{]}}]")]
    public void What_is_no_sound_json_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, WicksonJson.Default.ListJob));

    private static Job Read(string json) => JsonSerializer.Deserialize(json, WicksonJson.Default.Job)!;

    private static string Written(Job job) => JsonSerializer.Serialize(job, WicksonJson.Default.Job);

    private static Gen<string> Usually(Gen<string> usual, Gen<string> odd) => Gen.Frequency((30, usual), (1, odd));

    // Each field is there nearly always.
    private static Gen<string> Object(params (string Name, Gen<string> Value)[] fields) => fields
        .Select(field => field.Value.Select(value => $"\"{field.Name}\":{value}"))
        .Select(member => Gen.Frequency((30, member), (4, Gen.Const(""))))
        .Aggregate((all, member) => Gen.Select(all, member, (before, one) => before.Length > 0 && one.Length > 0 ? $"{before},{one}" : before + one))
        .Select(members => $"{{{members}}}");
}
