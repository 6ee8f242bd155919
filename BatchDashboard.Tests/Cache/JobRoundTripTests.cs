using BatchDashboard.Cache;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Cache;

/// <summary>Whatever the API sent for a job is what comes back.</summary>
public sealed class JobRoundTripTests
{
    [Fact]
    public void A_plain_job_needs_no_extras_and_comes_back_whole()
    {
        var json = Pages.Job(1);
        var (columns, extras) = JobEncoder.Encode(Row(json));
        Assert.Null(extras);
        Same(json, JobDecoder.Decode(columns, extras));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"a row that is text\"")]
    [InlineData("[1,{\"a\":\"\\ud800\"}]")]
    [InlineData("{}")]
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
    [InlineData("{\"file_info\":{\"size_bytes\":-1,\"size_mb\":9e300}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":-1,\"size_mb\":2.5}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":\"-1\",\"size_mb\":2.5}}")]
    [InlineData("{\"file_info\":{\"size_bytes\":null,\"size_mb\":2.5}}")]
    [InlineData("{\"error\":\"text \\ud800\"}")]
    [InlineData("{\"error\":[\"text\"]}")]
    public void An_unexpected_job_comes_back_as_it_came(string json)
    {
        var (columns, extras) = JobEncoder.Encode(Row(json));
        Same(json, JobDecoder.Decode(columns, extras));
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
    public void A_size_that_cannot_be_is_about_that_of_the_megabytes_live_and_stored(string file, long? bytes, bool isApproximate)
    {
        var row = Row("{\"file_info\":" + file + "}");
        var id = BatchId.Parse("batch-1");

        var live = JobRowBuilder.Build(id, new CachedJob(0, row));
        var stored = JobRowBuilder.Build(id, new ListedJob(0, JobEncoder.Encode(row).Columns, IsRepeat: false));

        Assert.Equal((bytes, isApproximate), (live.SizeBytes, live.IsSizeApproximate));
        Assert.Equal(live, stored);
    }

    [Fact]
    public void Any_job_comes_back_as_it_came() =>
        HostileJson.Job.Sample(
            json =>
            {
                var (columns, extras) = JobEncoder.Encode(Row(json));
                Same(json, JobDecoder.Decode(columns, extras));
            },
            iter: 5000);

    [Fact]
    public async Task Any_page_of_jobs_comes_back_from_the_file_as_it_came()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var number = 0;
        await HostileJson.Job.List[0, 12].SampleAsync(
            async rows =>
            {
                var batch = await cache.WriteAsync($"batch-{Interlocked.Increment(ref number)}", Pages.Of(rows), isLast: true);
                for (var ordinal = 0; ordinal < rows.Count; ordinal++)
                {
                    var job = await cache.Store.FindJobAsync(batch.Current!.Key, ordinal, CancellationToken.None);
                    Assert.Equal(ordinal, job!.Ordinal);
                    Same(rows[ordinal], job.Result);
                }
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void A_list_shows_what_could_be_read_without_the_extras()
    {
        var (columns, extras) = JobEncoder.Encode(Row(
            """{"job_id":7,"filename":"a\u0000b","status":["odd"],"file_info":{"size_bytes":"12"},"processing_info":{"created_at":"2024-12-18T10:05:00+02:00"},"error":{"code":"x","details":{"a":1}}}"""));
        Assert.NotNull(extras);
        var job = JobDecoder.Decode(columns, extras: null).Value!;
        Assert.Equal("7", job.JobId.Value);
        Assert.Equal("a\uFFFDb", job.Filename.Value);
        Assert.Equal("[\"odd\"]", job.Status.Text);
        Assert.Equal(12, job.FileInfo.Value!.SizeBytes.Value);
        Assert.Equal(new DateTimeOffset(2024, 12, 18, 8, 5, 0, TimeSpan.Zero), job.ProcessingInfo.Value!.CreatedAt.Value);
        Assert.Equal("x", job.Error.Value!.Code.Value);
        Assert.False(job.Error.Value.Details.IsPresent);
    }

    private static Field<JobResult> Row(string json) => StoredJson.Read<Field<JobResult>>(json);

    private static void Same(string json, Field<JobResult> stored) => HostileJson.AssertSame(json, StoredJson.Write(stored));
}
