using System.IO.Compression;
using System.Net;
using System.Text;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Wickson;

/// <summary>What the client sends, and what it makes of good answers.</summary>
public sealed class ClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_results_is_asked_for_under_the_prefix_of_the_base_address_with_the_key()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Sample("results-200"));

        var body = await api.Client().GetResultsAsync(BatchId.Parse("batch-abc123"), 3, 50, Cancellation);

        Assert.Equal("batch-abc123", body.Data.Value!.BatchSummary.Value!.BatchId.Value);
        var request = Assert.Single(api.Requests);
        Assert.Equal(("GET", "/prefix/v1/batches/batch-abc123/results?page=3&page_size=50"), (request.Method, request.Target));
        Assert.Equal(FakeWickson.ApiKey, request.ApiKey);
    }

    [Fact]
    public async Task Each_sibling_endpoint_is_asked_under_its_own_path()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Json("""{"success":true,"data":{"status":"running","current_state":"cancelled","id":"vec-1"}}""");
        var client = api.Client();

        Assert.Equal("running", (await client.GetStatusAsync(BatchId.Parse("b:1~x"), Cancellation)).Data.Value!.Status.Value);
        Assert.Equal("cancelled", (await client.CancelAsync(BatchId.Parse("b1"), Cancellation)).Data.Value!.CurrentState.Value);
        Assert.Equal("vec-1", (await client.GetMediaAsync(MediaId.Parse("vec-1"), includeChunks: true, Cancellation)).Data.Value!.Id.Value);
        await client.GetMediaAsync(MediaId.Parse("vec-1"), includeChunks: false, Cancellation);
        await client.GetServiceStatusAsync(Cancellation);

        Assert.Equal(
            [
                "GET /prefix/v1/batches/b%3A1~x",
                "PUT /prefix/v1/batches/b1/state",
                "GET /prefix/v1/media/vec-1?include_chunks=true",
                "GET /prefix/v1/media/vec-1?include_chunks=false",
                "GET /prefix/v1/status",
            ],
            api.Requests.Select(request => $"{request.Method} {request.Target}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_endpoint_is_asked_for_its_address_at_each_call_and_no_key_means_no_header()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Sample("results-200"));
        var endpoint = new LateEndpoint();
        var client = api.Client(services: services => services.AddSingleton<IWicksonEndpoint>(endpoint));
        endpoint.BaseUrl = new Uri(api.BaseUrl, "/sandbox/");

        await client.GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation);

        var request = Assert.Single(api.Requests);
        Assert.StartsWith("/sandbox/v1/", request.Target, StringComparison.Ordinal);
        Assert.Null(request.ApiKey);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_answer_is_read(string encoding)
    {
        var packed = Pack(Encoding.UTF8.GetBytes(Samples.Read("results-200")), encoding);
        await using var api = await FakeWickson.StartAsync(new FakeAnswer(200, packed).With("Content-Encoding", encoding));

        var body = await api.Client().GetResultsAsync(BatchId.Parse("batch-abc123"), 1, 100, Cancellation);

        Assert.Equal(2, body.Data.Value!.JobResults.Value!.Count);
        Assert.Contains(encoding, Assert.Single(api.Requests).Headers["Accept-Encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_counts_what_comes_out_of_a_compressed_body()
    {
        var packed = Pack(Encoding.UTF8.GetBytes("""{"data":{"x":""" + '"' + new string('a', 200_000) + "\"}}"), "gzip");
        Assert.True(packed.Length < 10_000);
        await using var api = await FakeWickson.StartAsync(new FakeAnswer(200, packed).With("Content-Encoding", "gzip"));
        var client = api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:MaxBodyBytes"] = "100000" });

        var error = await FailureTests.ErrorOf(client.GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation));

        Assert.Equal(WicksonFailure.TooLarge, error.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_too_large_whether_it_is_announced_or_not(bool chunked)
    {
        await using var api = await FakeWickson.StartAsync(
            (FakeAnswer.Sample("results-200") with { Chunked = chunked }).With("X-Request-Id", "req_big"));
        var client = api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:MaxBodyBytes"] = "1000" });

        var error = await FailureTests.ErrorOf(client.GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation));

        Assert.Equal(WicksonFailure.TooLarge, error.Failure);
        Assert.Equal("req_big", error.RequestId);
        Assert.Equal("Wickson's answer is larger than the 1,000 bytes that Wickson:MaxBodyBytes allows.", error.Message);
    }

    [Fact]
    public async Task A_body_as_large_as_the_limit_is_read()
    {
        var answer = FakeAnswer.Sample("results-200");
        await using var api = await FakeWickson.StartAsync(answer);
        var limit = answer.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var client = api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:MaxBodyBytes"] = limit });

        Assert.True((await client.GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation)).Data.HasValue);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_answer()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Json("\uFEFF" + Samples.Read("results-200")));

        Assert.True((await api.Client().GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation)).Data.HasValue);
    }

    [Fact]
    public async Task The_machines_proxy_is_not_asked_for_a_server_on_this_machine()
    {
        var proxy = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new WebProxy(FakeWickson.UnusedAddress());
            await using var api = await FakeWickson.StartAsync(FakeAnswer.Sample("results-200"));

            Assert.True((await api.Client().GetResultsAsync(BatchId.Parse("b"), 1, 1, Cancellation)).Data.HasValue);
        }
        finally
        {
            HttpClient.DefaultProxy = proxy;
        }
    }

    private static byte[] Pack(byte[] text, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.Fastest))
        {
            packer.Write(text);
        }

        return packed.ToArray();
    }

    private sealed class LateEndpoint : IWicksonEndpoint
    {
        public Uri BaseUrl { get; set; } = new("http://not-started.invalid/");

        public string ApiKey => "";
    }
}
