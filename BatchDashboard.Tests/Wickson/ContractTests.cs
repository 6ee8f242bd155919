using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Bodies are read field by field, and written back as they came.</summary>
public sealed class ContractTests
{
    public static TheoryData<string> SampleNames() => [.. Samples.Names()];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_sample_is_read_and_written_back_with_every_value(string name)
    {
        var sent = JsonElement.Parse(Samples.Read(name));
        var shape = (JsonTypeInfo)(name switch
        {
            "results-200" => WicksonJson.Default.ResultsBody,
            "state-200" => WicksonJson.Default.StateBody,
            _ => WicksonJson.Default.ErrorBody,
        });

        var written = JsonSerializer.SerializeToElement(sent.Deserialize(shape), shape);

        Assert.True(JsonElement.DeepEquals(sent, written), written.GetRawText());
    }

    [Fact]
    public void The_results_sample_has_the_values_that_it_shows()
    {
        var body = Read(Samples.Read("results-200"));
        var data = body.Data.Value!;
        var jobs = data.JobResults.Value!;

        Assert.Equal("req_batch_results_abc123", body.Metadata.Value!.RequestId.Value);
        Assert.Equal(90, data.BatchSummary.Value!.Completion.Value!.CompletionRate.Value);
        Assert.Equal(new DateTimeOffset(2024, 12, 18, 10, 1, 15, TimeSpan.Zero), data.BatchSummary.Value.Timeline.Value!.StartedAt.Value);
        Assert.Equal(13455.25, data.BatchSummary.Value.Timeline.Value.TotalDurationSeconds.Value);
        Assert.Equal(["vec-abc123", null], jobs.Select(job => job.MediaId), StringComparer.Ordinal);
        Assert.Equal("format_error", jobs[1].ErrorCode);
        Assert.Equal(".xlsx", jobs[1].ErrorDetails()!.Value.GetProperty("format").GetString());
        Assert.Null(jobs[0].Raw);
        Assert.Equal(150, data.Statistics.Value!.MediaDistribution.Value!.ByType.Value!["document"].Value);
        Assert.Equal([12L, 8L], data.Statistics.Value.ErrorSummary.Value!.Select(error => error.Value!.Count.Value));
        Assert.Equal(4, data.Pagination.Value!.TotalPages.Value);
        Assert.Empty(Extras(body));
    }

    [Fact]
    public void A_broken_job_row_is_kept_and_hides_no_neighbour()
    {
        const string Text = """{"data":{"job_results":[{"job_id":"a"},"broken",{"job_id":["x"],"filename":"b.pdf"},null,7,{"job_id":"c"}]}}""";

        var jobs = Read(Text).Data.Value!.JobResults.Value!;

        Assert.Equal(["a", null, "[\"x\"]", null, null, "c"], jobs.Select(job => job.JobId), StringComparer.Ordinal);
        Assert.Equal("b.pdf", jobs[2].FileName);
        Assert.Equal("\"broken\"", jobs[1].Raw);
        AssertWrittenBack(Text);
    }

    [Theory]
    [InlineData("""{"data":{"batch_summary":{"status":"paused","new":{"deep":[1,null,"x"]}},"later":true},"links":[1]}""")]
    [InlineData("""{"data":{"pagination":{"page":"2","page_size":50.5,"total_items":1e3,"total_pages":-0.0}}}""")]
    [InlineData("""{"data":{"pagination":{"page":123456789012345678901234567890,"page_size":9007199254740993,"total_items":true}}}""")]
    [InlineData("""{"data":{"batch_summary":{"timeline":{"created_at":"soon","started_at":"2024-12-18","completed_at":"10:00","total_duration_seconds":1e999}}}}""")]
    [InlineData("""{"data":{"batch_summary":{"timeline":{"total_duration_seconds":0.12345678901234567890123}}}}""")]
    [InlineData("""{"data":{"batch_summary":{"batch_name":"\u0000\u2028\ud83d\ude00 <b>\\ud800</b>","collection":5}}}""")]
    [InlineData("""{"success":"yes","message":{"de":"gut"},"data":[],"metadata":"none"}""")]
    public void What_is_not_known_or_of_another_type_is_written_back(string text) => AssertWrittenBack(text);

    [Fact]
    public void Numbers_and_times_in_another_form_are_read_where_they_are_certain()
    {
        var data = Read("""
            {"data":{"pagination":{"page":"2","page_size":50.0,"total_items":1e3,"total_pages":1e400},
            "batch_summary":{"timeline":{"created_at":"2024-12-18T10:00:00","started_at":"10:00","completed_at":"2024-12-18T12:00:00+02:00","total_duration_seconds":"1.5"}}}}
            """).Data.Value!;
        var page = data.Pagination.Value!;
        var times = data.BatchSummary.Value!.Timeline.Value!;

        Assert.Equal([2, 50, 1000], [page.Page.Value, page.PageSize.Value, page.TotalItems.Value]);
        Assert.False(page.TotalPages.HasValue);
        var ten = new DateTimeOffset(2024, 12, 18, 10, 0, 0, TimeSpan.Zero);
        Assert.Equal([ten, ten], [times.CreatedAt.Value, times.CompletedAt.Value]);
        Assert.False(times.StartedAt.HasValue, "A time of day is no date.");
        Assert.Equal(1.5, times.TotalDurationSeconds.Value);
    }

    [Theory]
    [InlineData("""{"data":{"job_results":[{"job_id":"a","filename":"x\ud800y","n\udc00":1,"new":"\udfff","error":{"message":"m","details":{"k\ud800":"\ud83d\ude00\ud800"}}},{"job_id":"b"}]},"extra":"\ud800"}""")]
    public void Half_a_surrogate_pair_becomes_a_replacement_character(string text)
    {
        var body = Read(text);
        var job = body.Data.Value!.JobResults.Value![0];

        Assert.Equal("a", job.JobId);
        Assert.Equal("x\uFFFDy", job.FileName);
        Assert.Equal("😀\uFFFD", job.ErrorDetails()!.Value.GetProperty("k\uFFFD").GetString());
        var written = JsonElement.Parse(JsonSerializer.Serialize(body, WicksonJson.Default.ResultsBody));
        Assert.Equal("\uFFFD", written.GetProperty("extra").GetString());
        Assert.Equal("\uFFFD", written.GetProperty("data").GetProperty("job_results")[0].GetProperty("new").GetString());
    }

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        byte[] text = [.. """{"data":{"job_results":[{"job_id":"a","filename":"x"""u8, 0xff, 0xc3, .. "\",\"new\":\""u8, 0xfe, .. "\"},{\"job_id\":\"b\"}]}}"u8];

        var body = JsonSerializer.Deserialize(text, WicksonJson.Default.ResultsBody)!;

        var jobs = body.Data.Value!.JobResults.Value!;
        Assert.Equal("x\uFFFD\uFFFD", jobs[0].FileName);
        Assert.Equal("b", jobs[1].JobId);
        Assert.Contains("\\uFFFD", JsonSerializer.Serialize(body, WicksonJson.Default.ResultsBody), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_last_of_two_fields_of_one_name_counts()
    {
        var body = Read("""{"data":{"batch_summary":{"status":"running","status":"completed","x":1,"x":2}}}""");

        Assert.Equal("completed", body.Data.Value!.BatchSummary.Value!.Status.Value);
        Assert.Equal(2, body.Data.Value.BatchSummary.Value.Extra!["x"].GetInt32());
    }

    [Fact]
    public void Every_type_that_a_field_may_hold_has_generated_code()
    {
        var missing = typeof(ApiObject).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ApiObject)) && !type.IsAbstract)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .SelectMany(property => Unfold(property.PropertyType))
            .Distinct()
            .Where(type => WicksonJson.Default.GetTypeInfo(type) is null);

        Assert.Empty(missing);
    }

    private static IEnumerable<Type> Unfold(Type type) => type.IsGenericType
        ? type.GetGenericArguments().SelectMany(Unfold).Append(type)
        : [type];

    private static IEnumerable<string> Extras(ResultsBody body) => (body.Extra ?? []).Keys
        .Concat(body.Data.Value!.Extra?.Keys ?? Enumerable.Empty<string>())
        .Concat(body.Data.Value.BatchSummary.Value!.Extra?.Keys ?? Enumerable.Empty<string>());

    private static void AssertWrittenBack(string text)
    {
        var written = JsonSerializer.Serialize(Read(text), WicksonJson.Default.ResultsBody);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), JsonElement.Parse(written)), written);
    }

    private static ResultsBody Read(string text) =>
        JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(text), WicksonJson.Default.ResultsBody)!;
}
