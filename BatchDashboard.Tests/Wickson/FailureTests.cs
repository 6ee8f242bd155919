using System.Net;
using System.Net.Sockets;
using System.Text;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Every way in which a call can fail is one typed error with a sentence for an operator.</summary>
public sealed class FailureTests
{
    private static readonly BatchId Batch = BatchId.Parse("batch-abc123");
    private static readonly string[] NoRetries = ["Wickson:Timeout", "00:00:00.2"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<WicksonError> ErrorOf(Task call) => (await Assert.ThrowsAsync<WicksonException>(() => call)).Error;

    [Fact]
    public async Task The_documented_404_says_what_the_api_said()
    {
        var error = await ErrorOf(FakeAnswer.Sample("results-404"));

        Assert.Equal(
            new WicksonError(WicksonFailure.NotFound, "Batch batch-xyz789 not found") { Status = HttpStatusCode.NotFound, IsQuoted = true, Code = "not_found" },
            error);
    }

    [Fact]
    public async Task The_documented_500_carries_its_details()
    {
        var error = await ErrorOf(FakeAnswer.Sample("results-500").With("X-Request-Id", "req_500"));

        Assert.Equal(WicksonFailure.ServerError, error.Failure);
        Assert.Equal("Failed to retrieve batch results: Database error", error.Message);
        Assert.Equal(("processing_error", "req_500"), (error.Code, error.RequestId));
        Assert.Equal("get_batch_results", error.Details!.Value.GetProperty("operation").GetString());
    }

    [Fact]
    public async Task The_documented_429_carries_suggestion_request_id_and_the_reset_time_of_its_details()
    {
        var error = await ErrorOf(FakeAnswer.Sample("any-429"));

        Assert.Equal(WicksonFailure.RateLimited, error.Failure);
        Assert.Equal(("Rate limit exceeded", "req_1a2b3c4d"), (error.Message, error.RequestId));
        Assert.Equal("Please retry after the reset time", error.Suggestion);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1678312568), error.RetryAt);
    }

    [Theory]
    [InlineData("""{"remaining":0,"window_size":3600}""", null, true)]
    [InlineData("""{"remaining":"0","window_size":3600}""", null, true)]
    [InlineData("""{"window_size":3600}""", "0", true)]
    [InlineData("""{"limit":1000}""", "0", true)]
    [InlineData("null", "0", true)]
    [InlineData("""{"remaining":0,"window_size":60}""", null, false)]
    [InlineData("""{"remaining":12,"window_size":3600}""", null, false)]
    [InlineData("""{"remaining":0}""", null, false)]
    [InlineData("""{"remaining":[0],"window_size":"an hour"}""", "none", false)]
    [InlineData("""{}""", "988", false)]
    [InlineData("[0]", null, false)]
    public async Task The_hour_is_the_reason_of_a_429_only_where_the_answer_says_so(string details, string? left, bool isHour)
    {
        var answer = FakeAnswer.Json($$"""{"code":"rate_limit_error","details":{{details}}}""", 429);

        var error = await ErrorOf(left is null ? answer : answer.With("X-RateLimit-Remaining", left));

        Assert.Equal((WicksonFailure.RateLimited, isHour), (error.Failure, error.IsHourSpent));
        Assert.Equal(isHour ? "The requests that the API key has in an hour are used up." : "There were too many requests at once, so Wickson asks you to wait.", error.Message);
    }

    [Theory]
    [InlineData(401, WicksonFailure.Unauthorized, "Wickson did not accept the API key. Check Wickson:ApiKey.")]
    [InlineData(403, WicksonFailure.Forbidden, "The API key is not allowed to use batch batch-abc123.")]
    [InlineData(404, WicksonFailure.NotFound, "Wickson does not know batch batch-abc123.")]
    [InlineData(422, WicksonFailure.Rejected, "Wickson rejected the request about batch batch-abc123 (status 422).")]
    [InlineData(429, WicksonFailure.RateLimited, "There were too many requests at once, so Wickson asks you to wait.")]
    [InlineData(500, WicksonFailure.ServerError, "Wickson failed to answer about batch batch-abc123 (status 500).")]
    [InlineData(503, WicksonFailure.ServerError, "Wickson failed to answer about batch batch-abc123 (status 503).")]
    public async Task A_status_without_a_body_has_a_sentence_of_its_own(int status, WicksonFailure failure, string sentence)
    {
        foreach (var body in new[] { "", "{}", "[]", "nonsense", """{"message":null,"code":""}""" })
        {
            var error = await ErrorOf(FakeAnswer.Json(body, status));

            Assert.Equal((failure, sentence), (error.Failure, error.Message));
            Assert.Equal(status, (int)error.Status!);
            Assert.Null(error.Code);
        }
    }

    [Fact]
    public async Task What_the_API_says_cannot_turn_its_neighbours_round()
    {
        var error = await ErrorOf(FakeAnswer.Json("""{"code":"bo\u202eom","message":"The \u2066end\u200b","request_id":"r\u202d1","suggestion":"\u202edo this"}""", 422));

        Assert.Equal(("bo\uFFFDom", "The \uFFFDend\uFFFD", "r\uFFFD1", "\uFFFDdo this"), (error.Code, error.Message, error.RequestId, error.Suggestion));
    }

    [Theory]
    [InlineData(200, WicksonFailure.Unreadable)]
    [InlineData(404, WicksonFailure.NotFound)]
    [InlineData(502, WicksonFailure.ServerError)]
    public async Task An_html_page_is_called_one(int status, WicksonFailure failure)
    {
        var error = await ErrorOf(FakeAnswer.Html(status).With("X-Request-Id", "req_proxy"));

        Assert.Equal((failure, "req_proxy"), (error.Failure, error.RequestId));
        Assert.Equal($"Wickson answered with an HTML page instead of JSON (status {status}).", error.Message);
    }

    [Theory]
    [InlineData("", "Wickson answered with an empty body (status 200).")]
    [InlineData(" \r\n", "Wickson answered with an empty body (status 200).")]
    [InlineData("[]", "Wickson answered with something other than the expected JSON object (status 200).")]
    [InlineData("null", "Wickson answered with something other than the expected JSON object (status 200).")]
    [InlineData("\"ok\"", "Wickson answered with something other than the expected JSON object (status 200).")]
    [InlineData("42", "Wickson answered with something other than the expected JSON object (status 200).")]
    [InlineData("Service is up", "Wickson answered with something other than the expected JSON object (status 200).")]
    [InlineData("{\"success\":true,\"data\":{\"job_resu", "Wickson's answer cannot be read: it is cut off, malformed or nested too deeply (status 200).")]
    [InlineData("{\"data\":{}} trailing", "Wickson's answer cannot be read: it is cut off, malformed or nested too deeply (status 200).")]
    [InlineData("{}", "Wickson answered without any data about batch batch-abc123 (status 200).")]
    [InlineData("{\"success\":true,\"data\":null}", "Wickson answered without any data about batch batch-abc123 (status 200).")]
    [InlineData("{\"data\":[1]}", "Wickson answered without any data about batch batch-abc123 (status 200).")]
    public async Task A_success_that_cannot_be_read_says_what_it_is_instead(string body, string sentence)
    {
        var error = await ErrorOf(FakeAnswer.Json(body).With("X-Request-Id", "req_1"));

        Assert.Equal((WicksonFailure.Unreadable, sentence, "req_1"), (error.Failure, error.Message, error.RequestId));
        Assert.Equal(HttpStatusCode.OK, error.Status);
    }

    [Fact]
    public async Task A_success_with_no_content_at_all_is_unreadable() =>
        Assert.Equal("Wickson answered with an empty body (status 204).", (await ErrorOf(new FakeAnswer(204, []) { ContentType = null })).Message);

    [Fact]
    public async Task Deep_nesting_is_unreadable_and_harmless()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        foreach (var body in new[] { $$$"""{"data":{"new":{{{deep}}} } }""", $$$"""{"data":{"job_results":{{{deep}}} } }""", $$$"""{"new":{{{deep}}} }""" })
        {
            Assert.Equal(WicksonFailure.Unreadable, (await ErrorOf(FakeAnswer.Json(body))).Failure);
            Assert.Equal(WicksonFailure.Rejected, (await ErrorOf(FakeAnswer.Json(body, 400))).Failure);
        }
    }

    [Theory]
    [InlineData("""{"success":false,"message":"Gone","code":"not_found","status_code":404,"request_id":"req_2"}""", WicksonFailure.NotFound, 404)]
    [InlineData("""{"success":false,"message":"Gone","code":"not_found","request_id":"req_2"}""", WicksonFailure.NotFound, 200)]
    [InlineData("""{"success":false,"message":"Gone","code":"other","metadata":{"request_id":"req_2"},"data":{}}""", WicksonFailure.Rejected, 200)]
    [InlineData("""{"success":false,"message":"Gone","code":"other","status_code":"500","request_id":"req_2"}""", WicksonFailure.ServerError, 500)]
    public async Task A_refusal_in_a_success_is_a_refusal(string body, WicksonFailure failure, int status)
    {
        var error = await ErrorOf(FakeAnswer.Json(body));

        Assert.Equal((failure, "Gone", "req_2", status), (error.Failure, error.Message, error.RequestId, (int)error.Status!));
    }

    [Fact]
    public async Task An_error_body_with_wrong_types_still_says_what_it_can()
    {
        var error = await ErrorOf(FakeAnswer.Json(
            """{"success":"no","message":{"text":"bad"},"code":7,"status_code":"x","details":"why","request_id":["r"],"suggestion":null}""", 400));

        Assert.Equal((WicksonFailure.Rejected, "7", """["r"]"""), (error.Failure, error.Code, error.RequestId));
        Assert.Equal("""{"text":"bad"}""", error.Message);
        Assert.Equal("why", error.Details!.Value.GetString());
        Assert.Null(error.Suggestion);
    }

    [Fact]
    public async Task A_long_message_is_cut_to_one_line_of_500_characters()
    {
        var error = await ErrorOf(FakeAnswer.Error(400, "x", "first\\r\\n\\tsecond " + new string('a', 482) + "😀" + new string('b', 100_000)));

        Assert.StartsWith("first second aaa", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 490, 500);
        Assert.EndsWith("…", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(error.Message)));
    }

    [Fact]
    public async Task An_endless_error_body_leaves_the_status_to_speak()
    {
        var error = await ErrorOf(FakeAnswer.Error(400, "x", new string('a', 3_000_000)));

        Assert.Equal("Wickson rejected the request about batch batch-abc123 (status 400).", error.Message);
    }

    [Theory]
    [InlineData("https://other.example/path", "Wickson answered with a redirect to other.example (status 302), which is not followed. Check Wickson:BaseUrl.")]
    [InlineData("/login", "Wickson answered with a redirect (status 302), which is not followed. Check Wickson:BaseUrl.")]
    public async Task A_redirect_is_not_followed(string location, string sentence)
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Html(302).With("Location", location));

        var error = await ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal((WicksonFailure.Rejected, sentence), (error.Failure, error.Message));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        await using var api = await FakeWickson.StartAsync();
        var client = api.Client(Setting("Wickson:BaseUrl", FakeWickson.UnusedAddress().AbsoluteUri));

        var error = await ErrorOf(client.GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal((WicksonFailure.Unreachable, "Wickson could not be reached: the connection was refused."), (error.Failure, error.Message));
        Assert.Null(error.Status);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_unreachable()
    {
        await using var api = await FakeWickson.StartAsync();
        var client = api.Client(Setting("Wickson:BaseUrl", "http://wickson.invalid/"));

        Assert.Equal(WicksonFailure.Unreachable, (await ErrorOf(client.GetServiceStatusAsync(Cancellation))).Failure);
    }

    [Fact]
    public async Task A_server_that_speaks_no_http_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var greeting = GreetAsync(listener);
        await using var api = await FakeWickson.StartAsync();
        var client = api.Client(Setting("Wickson:BaseUrl", $"http://{listener.LocalEndpoint}/"));

        var error = await ErrorOf(client.CancelAsync(Batch, Cancellation));

        Assert.Equal(WicksonFailure.Unreachable, error.Failure);
        Assert.StartsWith("Wickson could not be reached: what answered there does not speak HTTP", error.Message, StringComparison.Ordinal);
        await greeting;

        static async Task GreetAsync(TcpListener listener)
        {
            using var connection = await listener.AcceptTcpClientAsync(Cancellation);
            await connection.GetStream().ReadExactlyAsync(new byte[1], Cancellation);
            await connection.GetStream().WriteAsync("220 mail.example ESMTP\r\n\r\n"u8.ToArray(), Cancellation);
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_unreachable_after_the_retries()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Reset;

        var error = await ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal(
            (WicksonFailure.Unreachable, "Wickson could not be reached: the connection broke off before an answer came."),
            (error.Failure, error.Message));
        Assert.Equal(4, api.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_off_body_is_unreadable_and_names_the_request(bool chunked)
    {
        var error = await ErrorOf((FakeAnswer.Sample("results-200") with { Fault = Fault.CutOff, Chunked = chunked }).With("X-Request-Id", "req_cut"));

        Assert.Equal((WicksonFailure.Unreadable, "req_cut"), (error.Failure, error.RequestId));
        Assert.Equal("The connection to Wickson broke off in the middle of the answer.", error.Message);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_body_is_unreadable_and_names_the_request()
    {
        // Large enough for the client to have read the headers before the second half of the body is lost.
        var body = """{"data":{"x":""" + '"' + new string('a', 40_000_000) + "\"}}";

        var error = await ErrorOf((FakeAnswer.Json(body) with { Fault = Fault.ResetInBody }).With("X-Request-Id", "req_cut"));

        Assert.Equal((WicksonFailure.Unreadable, "req_cut"), (error.Failure, error.RequestId));
    }

    [Fact]
    public async Task A_cut_off_error_body_leaves_the_status_to_speak()
    {
        var error = await ErrorOf(FakeAnswer.Sample("results-404") with { Fault = Fault.CutOff });

        Assert.Equal((WicksonFailure.NotFound, "Wickson does not know batch batch-abc123."), (error.Failure, error.Message));
    }

    [Fact]
    public async Task A_damaged_compressed_body_is_unreadable() => Assert.Equal(
        WicksonFailure.Unreadable,
        (await ErrorOf(FakeAnswer.Sample("results-200").With("Content-Encoding", "gzip"))).Failure);

    [Fact]
    public async Task No_answer_in_time_is_a_time_out()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Hang;

        var error = await ErrorOf(api.Client(Setting(NoRetries[0], NoRetries[1])).GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal(WicksonFailure.TimedOut, error.Failure);
        Assert.Matches(@"^Wickson did not answer within 0\.[28] s\.$", error.Message);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_a_time_out()
    {
        await using var api = await FakeWickson.StartAsync((FakeAnswer.Sample("results-200") with { Fault = Fault.HangInBody }).With("X-Request-Id", "req_slow"));

        var error = await ErrorOf(api.Client(Setting(NoRetries[0], NoRetries[1])).GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal((WicksonFailure.TimedOut, "req_slow"), (error.Failure, error.RequestId));
        Assert.Equal("Wickson did not finish its answer within 0.2 s.", error.Message);
    }

    [Theory]
    [InlineData(Fault.Hang)]
    [InlineData(Fault.HangInBody)]
    public async Task Only_the_callers_token_cancels(Fault fault)
    {
        await using var api = await FakeWickson.StartAsync();
        using var leaving = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        api.Otherwise = _ =>
        {
            asked.TrySetResult();
            return FakeAnswer.Sample("results-200") with { Fault = fault };
        };

        var call = api.Client().GetResultsAsync(Batch, 1, 1, leaving.Token);
        await asked.Task.InTimeAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(api.Requests);
    }

    private static async Task<WicksonError> ErrorOf(FakeAnswer answer)
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => answer;
        return await ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));
    }

    private static Dictionary<string, string> Setting(string key, string value) => new(StringComparer.Ordinal) { [key] = value };
}
