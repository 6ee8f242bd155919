using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>The pure mapping, fed with what no well-behaved server would send.</summary>
public sealed class ViewBuilderTests
{
    private static readonly BatchId Id = BatchId.Parse("batch-1");
    private static readonly DateTimeOffset Now = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"successful":180,"failed":20,"total_items":200,"completion_rate":90.0}""", 90.0)]
    [InlineData("""{"successful":180,"failed":20,"total_items":200,"completion_rate":900}""", 90.0)]
    [InlineData("""{"successful":180,"failed":20,"total_items":200}""", 90.0)]
    [InlineData("""{"successful":300,"failed":20,"total_items":200}""", null)]
    [InlineData("""{"successful":200,"failed":50,"total_items":200}""", 80.0)]
    [InlineData("""{"successful":19999,"failed":1,"total_items":20000,"completion_rate":100}""", 99.995)]
    [InlineData("""{"successful":5,"failed":0,"total_items":10,"completion_rate":100}""", 50.0)]
    [InlineData("""{"successful":1,"failed":99999,"total_items":100000,"completion_rate":0}""", 0.001)]
    [InlineData("""{"successful":180,"failed":20}""", 90.0)]
    [InlineData("""{"total_items":4999,"completion_rate":66.67}""", 100.0 * 3333 / 4999)]
    [InlineData("""{"failed":1,"total_items":20000,"completion_rate":100}""", 99.995)]
    [InlineData("""{"successful":0,"failed":0,"total_items":0,"completion_rate":0}""", null)]
    [InlineData("""{"successful":"many","failed":-3,"total_items":null}""", null)]
    public void Percent_is_that_of_the_counts_and_never_rounds_a_failure_or_a_success_away(string completion, double? percent) =>
        Assert.Equal(percent, Build(Body(completion: completion)).Completion.Percent);

    [Fact]
    public void Times_that_contradict_each_other_become_nothing_rather_than_nonsense()
    {
        var view = Build(Body(timeline: """{"created_at":"2025-01-01T10:00:00Z","started_at":"2025-01-01T09:00:00Z","completed_at":"2025-01-01T08:00:00Z","total_duration_seconds":-5}"""));

        Assert.Null(view.Timeline.Waiting);
        Assert.Null(view.Timeline.Working);
        Assert.Null(view.Timeline.Total);
        Assert.Null(view.Timeline.FilesPerMinute);
    }

    [Fact]
    public void A_running_batch_is_expected_to_end_at_its_pace_so_far()
    {
        var view = Build(Body(
            status: "running",
            completion: """{"successful":40,"failed":10,"total_items":200}""",
            timeline: """{"created_at":"2025-01-01T10:59:00Z","started_at":"2025-01-01T11:00:00Z","completed_at":null}"""));

        Assert.Equal(BatchState.Running, view.State);
        Assert.Equal(TimeSpan.FromHours(1), view.Timeline.Working);
        Assert.Equal(Now.AddHours(3), view.Timeline.ExpectedEnd);
        Assert.Equal(50.0 / 60, view.Timeline.FilesPerMinute!.Value, 6);
        Assert.Equal(150, view.Completion.Waiting);
    }

    [Fact]
    public void Malformed_entries_of_the_error_summary_do_not_hide_the_others()
    {
        var view = Build(Body(
            completion: """{"successful":1,"failed":9,"total_items":10}""",
            errors: """[7,null,{"error_type":"a","count":"3","affected_files":"none"},{"count":2},{"error_type":"b","count":4,"affected_files":[1,null,"x.pdf"]},{"error_type":"a","count":1}]"""));

        Assert.Equal([("a", 4L), ("b", 4L), ("unknown", 2L)], view.Errors.Select(error => (error.ErrorType, error.Count)));
        Assert.Equal(["1", "x.pdf"], view.Errors[1].AffectedFiles.Select(file => file.FileName));
        Assert.Equal(0.4, view.Errors[0].Share!.Value, 6);
    }

    [Fact]
    public void Numbers_that_disagree_are_told_one_sentence_each()
    {
        var body = Body(
            completion: """{"successful":180,"failed":20,"total_items":200}""",
            statistics: """{"completion":{"successful":170,"failed":30,"total":200},"media_distribution":{"by_type":{"image":150}},"error_summary":[{"error_type":"a","count":19}]}""",
            pagination: """{"page":1,"page_size":50,"total_items":150,"total_pages":3}""");

        Assert.Equal(
            [
                "The summary counts 180 succeeded, but the statistics count 170.",
                "The summary counts 20 failed, but the statistics count 30.",
                "The API announced 50 jobs on this page and sent 0.",
                "The summary counts 200 items, but the pages announce 150.",
                "The media types add up to 150 items, but the finished files are 200.",
                "The error summary adds up to 19 failures, but the summary counts 20.",
            ],
            Build(body).Discrepancies);
    }

    [Theory]
    [InlineData("created", 0, 0)]
    [InlineData("running", 248, 248)]
    [InlineData("running", 250, 248)]
    [InlineData("paused", 250, 248)]
    [InlineData("cancelled", 248, 248)]
    [InlineData("failed", 248, 248)]
    public void Pages_that_list_only_what_is_processed_contradict_nothing(string status, int processed, int listed)
    {
        var body = Listing(status, processed, listed);

        Assert.Empty(Build(body).Discrepancies);
        Assert.Empty(Reconciliation.Of(body, Rows(listed)));
    }

    [Fact]
    public void Pages_of_a_final_batch_that_list_neither_all_nor_what_is_processed_are_told()
    {
        var body = Listing("cancelled", 248, 240);

        Assert.Equal(
            ["The summary counts 1,200 items, but the pages announce 240.", "The API counts 1,200 files but sends 240; this is all it sends."],
            Reconciliation.Of(body, Rows(240)));
    }

    [Theory]
    [InlineData("""{"total_files_size_bytes":2000,"total_files_size_mb":743.2}""", 743.2, 200L)]
    [InlineData("""{"total_files_size_bytes":2000,"total_files_size_mb":0}""", 0.0, 200L)]
    [InlineData("""{"total_files_size_bytes":2000,"total_files_size_mb":-1}""", null, 200L)]
    [InlineData("""{"total_files_size_bytes":2000,"total_files_size_mb":1e999}""", null, 200L)]
    [InlineData("""{"total_files_size_bytes":0,"total_files_size_mb":"much"}""", null, null)]
    [InlineData("{}", null, null)]
    public void Sizes_are_the_APIs_own_and_the_mean_is_of_what_is_processed(string resources, double? megabytes, long? mean)
    {
        var size = Build(Body(
            status: "running",
            completion: """{"successful":8,"failed":2,"total_items":200}""",
            statistics: $$"""{"resources":{{resources}} }""")).Size;

        Assert.Equal((megabytes, mean), (size.ReportedMegabytes, size.MeanBytes));
    }

    [Theory]
    [InlineData(22_000, 0.02, null)]
    [InlineData(256_789_000, 244.89, null)]
    [InlineData(256_789_000, 256.78, null)]
    [InlineData(256_789_000, 245.12, "The API also says 245.12 MB, which is not the same as 256,789,000 bytes.")]
    public void A_total_in_megabytes_is_only_told_where_it_is_another_than_the_bytes(long bytes, double told, string? other) =>
        Assert.Equal(other, new SizeView(bytes, null, null, null, null) { ReportedMegabytes = told }.OtherMegabytes);

    [Fact]
    public void Without_a_processed_item_there_is_no_mean() =>
        Assert.Null(Build(Body(status: "created", statistics: """{"resources":{"total_files_size_bytes":2000} }""")).Size.MeanBytes);

    [Theory]
    [InlineData(95.0, "The summary says 95 %, but 180 of 200 items are 90 %.")]
    [InlineData(90.4, null)]
    [InlineData(90.0, null)]
    public void A_rate_that_contradicts_its_counts_is_told(double rate, string? sentence)
    {
        var completion = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"successful":180,"failed":20,"total_items":200,"completion_rate":{{rate}}}""");

        Assert.Equal(sentence is null ? [] : [sentence], Build(Body(completion: completion)).Discrepancies);
    }

    [Theory]
    [InlineData("""{"page":4,"page_size":50,"total_items":151}""", "The API announced 1 job on this page and sent 0.")]
    [InlineData("""{"page":5,"page_size":50,"total_items":151}""", null)]
    [InlineData("""{"page":-3,"page_size":0,"total_items":-1}""", null)]
    [InlineData("""{"page":9000000000000000000,"page_size":9000000000000000000,"total_items":9000000000000000000}""", null)]
    public void A_page_with_fewer_jobs_than_it_announces_is_told(string pagination, string? sentence) =>
        Assert.Equal(sentence is null ? [] : [sentence], Build(Body(pagination: pagination)).Discrepancies);

    [Fact]
    public void Absurd_counts_overflow_nothing()
    {
        var body = Body(
            completion: """{"successful":9223372036854775807,"failed":9223372036854775807,"total_items":9223372036854775807}""",
            statistics: """{"media_distribution":{"by_type":{"a":9223372036854775807,"b":9223372036854775807}},"error_summary":[{"error_type":"a","count":9223372036854775807},{"error_type":"b","count":9223372036854775807}]}""");

        Assert.NotEmpty(Build(body).Discrepancies);
    }

    [Theory]
    [InlineData("job-1", true, "job-1")]
    [InlineData("job-1", false, "row-3")]
    [InlineData("../x", true, "row-3")]
    [InlineData("a b", true, "row-3")]
    [InlineData("row-9", true, "row-3")]
    [InlineData("", true, "row-3")]
    [InlineData(null, true, "row-3")]
    public void A_jobs_key_is_its_id_only_where_that_is_safe_and_its_own(string? jobId, bool isUnique, string key) =>
        Assert.Equal(key, JobRowBuilder.Key(jobId, 3, isUnique));

    [Theory]
    [InlineData("row-1", 0L)]
    [InlineData("row-0", null)]
    [InlineData("row--1", null)]
    [InlineData("row-99999999999999999999", null)]
    [InlineData("job-1", null)]
    public void A_row_key_names_a_place(string key, long? ordinal) => Assert.Equal(ordinal, JobRowBuilder.Ordinal(key));

    [Fact]
    public void A_row_that_is_no_object_is_still_a_row()
    {
        var row = JobRowBuilder.Build(Id, new StoredJob(4, Pages.Of(["42"]).Data.Value!.JobResults.Value![0]));

        Assert.Equal(("row-5", 5L, JobOutcome.Unknown), (row.Key, row.Number, row.Outcome));
    }

    [Fact]
    public void A_count_that_is_more_than_all_is_not_told_as_a_percentage_of_it()
    {
        var found = Build(Body(completion: """{"successful":90,"failed":3,"total_items":89,"completion_rate":100}""")).Discrepancies;

        Assert.Equal(["The summary counts 90 succeeded and 3 failed, which is more than its 89 items."], found);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(-5)]
    public void A_size_that_cannot_be_is_told_in_a_line(double megabytes) =>
        Assert.InRange(Reconciliation.Size((5000, megabytes))!.Length, 40, 120);

    [Theory]
    [InlineData("3")]
    [InlineData("Created, Running")]
    [InlineData("paused")]
    [InlineData("")]
    [InlineData(null)]
    public void Words_that_nobody_documented_are_no_state(string? status) => Assert.Equal(BatchState.Unknown, ApiWords.State(status));

    private static BatchView Build(ResultsBody body) => BatchViewBuilder.Build(
        Id, body, Now, null, null, new Freshness(FreshnessKind.Live, Now), 1, Now);

    // A page behind the last, which rightly has no job.
    private static ResultsBody Listing(string status, int processed, int listed) => Body(
        status: status,
        completion: $$"""{"successful":{{processed}},"failed":0,"total_items":1200}""",
        pagination: $$"""{"page":100,"page_size":50,"total_items":{{listed}},"total_pages":{{Math.Max(1, (listed + 49) / 50)}} }""");

    private static JobFacts Rows(int jobs) => new(jobs, jobs, jobs, 0, [], [], [], 0, 0, null, 0);

    private static ResultsBody Body(
        string status = "completed",
        string completion = "{}",
        string timeline = "{}",
        string? statistics = null,
        string errors = "[]",
        string pagination = "{}") => Pages.Body($$"""
        {"data":{"batch_summary":{"batch_id":"batch-1","status":"{{status}}","completion":{{completion}},"timeline":{{timeline}} },
        "job_results":[],"statistics":{{statistics ?? "{\"error_summary\":" + errors + "}"}},"pagination":{{pagination}} } }
        """);
}
