using System.Text;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A new batch goes out as it is, once, and what became of it is told as far as it can be known.</summary>
public sealed class CreateBatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fields_and_the_files_arrive_in_order_byte_for_byte()
    {
        var big = new byte[300_000];
        new Random(7).NextBytes(big);
        List<SeenPart> parts = [];
        HttpRequest? seen = null;
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            seen = context.Request;
            Assert.Equal("/prefix/v1/batches", context.Request.Path);
            Assert.Equal("POST", context.Request.Method);
            Assert.Equal(FakeWickson.ApiKey, context.Request.Headers["X-Api-Key"]);
            Assert.NotNull(context.Request.ContentLength);
            parts = await UploadServer.ReadAsync(context);
            await UploadServer.AnswerAsync(context, UploadServer.Created, 201);
        });

        var batch = new NewBatch("reports \"q1\" & more", ForceOverwrite: true, [File("b.pdf", big), File("a.pdf", []), File("b.pdf", "x"u8.ToArray())]);
        var created = await server.Client().CreateBatchAsync(batch, Cancellation);

        Assert.Equal("batch-new", created.NewBatchId!.Value.Value);
        Assert.NotNull(seen);
        Assert.Equal(["force_overwrite", "collection_id", "batch_options", "file", "file", "file"], parts.Select(part => part.Disposition.Split('"')[1]), StringComparer.Ordinal);
        Assert.Equal("true", Encoding.UTF8.GetString(parts[0].Bytes));
        Assert.Equal("reports \"q1\" & more", Encoding.UTF8.GetString(parts[1].Bytes));
        using var options = System.Text.Json.JsonDocument.Parse(parts[2].Bytes);
        Assert.True(options.RootElement.GetProperty("force_overwrite").GetBoolean());
        Assert.Equal("reports \"q1\" & more", options.RootElement.GetProperty("collection_id").GetString());
        Assert.Equal(["b.pdf", "a.pdf", "b.pdf"], parts.Skip(3).Select(part => part.FileName!), StringComparer.Ordinal);
        Assert.Equal([big, [], "x"u8.ToArray()], parts.Skip(3).Select(part => part.Bytes));
    }

    [Fact]
    public async Task Any_file_name_arrives_as_it_is()
    {
        List<SeenPart> parts = [];
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            parts = await UploadServer.ReadAsync(context);
            await UploadServer.AnswerAsync(context, UploadServer.Created);
        });
        var client = server.Client();

        // A name that holds one of the three escapes itself cannot be told from an escaped one: no multipart form can.
        const string Hostile = "\"\r\n'\\/;=<>&$()`.- \t*?\u2028\u202e\ufeff\ufffd";
        var letters = Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Int[0, Hostile.Length - 1].Select(at => Hostile[at]), Gen.Char['\u0080', '\ud7ff']);
        await letters.Array[1, 60].Select(name => new string(name)).SampleAsync(
            async name =>
            {
                await client.CreateBatchAsync(new NewBatch("default", false, [File(name, "1"u8.ToArray())]), Cancellation);
                return parts[^1].FileName == name;
            },
            iter: 150,
            threads: 1);
    }

    [Theory]
    [InlineData("""{"data":{"batch_id":"batch-1"}}""", "batch-1")]
    [InlineData("""{"success":true,"data":{"id":"batch-2","batch_id":null}}""", "batch-2")]
    [InlineData("""{"data":{"batch":{"batch_id":"batch-3"}}}""", "batch-3")]
    [InlineData("""{"data":{"batch_id":["?"],"batch":{"id":"batch-4"}}}""", "batch-4")]
    public async Task The_new_batchs_id_is_found_where_it_is(string answer, string id)
    {
        await using var server = await AnsweringAsync(answer, 200);

        Assert.Equal(id, (await server.Client().CreateBatchAsync(One(), Cancellation)).NewBatchId!.Value.Value);
    }

    [Theory]
    [InlineData("""{"success":true,"data":{}}""")]
    [InlineData("""{"success":true,"data":{"batch_id":"../../admin"}}""")]
    [InlineData("""{"success":true}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("{\"success\":true,\"data\":{\"batch_")]
    public async Task A_success_that_names_no_batch_leaves_the_outcome_open(string answer)
    {
        await using var server = await AnsweringAsync(answer, 200);

        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(One(), Cancellation));

        Assert.Equal(WicksonFailure.Unreadable, error.Failure);
        Assert.True(error.OutcomeUnknown);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(400, WicksonFailure.Rejected)]
    [InlineData(401, WicksonFailure.Unauthorized)]
    [InlineData(402, WicksonFailure.PaymentRequired)]
    [InlineData(403, WicksonFailure.Forbidden)]
    [InlineData(413, WicksonFailure.RequestTooLarge)]
    [InlineData(422, WicksonFailure.Rejected)]
    [InlineData(429, WicksonFailure.RateLimited)]
    public async Task A_refusal_is_told_and_not_repeated_and_its_outcome_is_known(int status, WicksonFailure failure)
    {
        foreach (var body in new[] { "", "<html>", $$"""{"success":false,"message":"No","code":"no","status_code":{{status}}}""" })
        {
            await using var server = await AnsweringAsync(body, status);

            var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(One(), Cancellation));

            Assert.Equal((failure, false), (error.Failure, error.OutcomeUnknown));
            Assert.NotEmpty(error.Message);
            Assert.Equal(1, server.Requests);
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("<html>Bad gateway</html>", true)]
    [InlineData("""{"success":false,"message":"Failed to create batch: Database error","code":"processing_error","status_code":500}""", false)]
    public async Task A_server_error_is_not_repeated_and_only_the_apis_own_words_settle_it(string body, bool unknown)
    {
        foreach (var status in new[] { 500, 502, 503 })
        {
            await using var server = await AnsweringAsync(body, status);

            var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(One(), Cancellation));

            Assert.Equal((WicksonFailure.ServerError, unknown), (error.Failure, error.OutcomeUnknown));
            Assert.Equal(1, server.Requests);
        }
    }

    [Fact]
    public async Task A_refusal_before_the_body_spares_the_sending_of_the_files()
    {
        await using var server = await UploadServer.StartAsync((_, context) => UploadServer.AnswerAsync(context, "", 402));
        var read = false;
        var file = new NewFile("a.pdf", 10_000, (_, _) =>
        {
            read = true;
            return Task.CompletedTask;
        });

        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(new NewBatch("default", false, [file]), Cancellation));

        Assert.Equal(WicksonFailure.PaymentRequired, error.Failure);
        Assert.False(read);
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_the_files_is_told()
    {
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[100_000], context.RequestAborted);
            context.Response.Headers.RetryAfter = "60";
            await UploadServer.AnswerAsync(context, """{"success":false,"message":"Slow down","code":"rate_limit_error","status_code":429}""", 429);
        });
        var client = server.Client();

        var error = await FailureTests.ErrorOf(client.CreateBatchAsync(new NewBatch("default", false, [File("a", new byte[2_000_000])]), Cancellation));

        Assert.Equal((WicksonFailure.RateLimited, "Slow down", false), (error.Failure, error.Message, error.OutcomeUnknown));
        Assert.NotNull(error.RetryAt);
        Assert.NotNull(server.Budget.State.PausedUntil);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task What_the_answer_says_of_the_hours_requests_is_learnt()
    {
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await UploadServer.ReadAsync(context);
            context.Response.Headers["X-RateLimit-Limit"] = "500";
            context.Response.Headers["X-RateLimit-Remaining"] = "123";
            await UploadServer.AnswerAsync(context, UploadServer.Created);
        });

        await server.Client().CreateBatchAsync(One(), Cancellation);

        Assert.Equal((500, 123, 1), (server.Budget.State.Limit, server.Budget.State.Left, server.Budget.State.Spent.Interactive));
    }

    [Fact]
    public async Task A_connection_that_breaks_before_all_was_sent_made_no_batch()
    {
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[50_000], context.RequestAborted);
            context.Abort();
        });

        // Larger than what the sockets between them hold, so that it breaks before the end.
        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(Endless(400_000_000), Cancellation));

        Assert.Equal((WicksonFailure.Unreachable, false), (error.Failure, error.OutcomeUnknown));
        Assert.EndsWith("Nothing was carried out.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_last_byte_leaves_the_outcome_open()
    {
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await UploadServer.ReadAsync(context);
            context.Abort();
        });

        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(One(), Cancellation));

        Assert.Equal((WicksonFailure.Unreachable, true), (error.Failure, error.OutcomeUnknown));
        Assert.EndsWith("Whether it did what was asked is not known.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_carried_out()
    {
        await using var other = await FakeWickson.StartAsync();
        var client = other.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:BaseUrl"] = FakeWickson.UnusedAddress().AbsoluteUri });

        var error = await FailureTests.ErrorOf(client.CreateBatchAsync(One(), Cancellation));

        Assert.Equal((WicksonFailure.Unreachable, false), (error.Failure, error.OutcomeUnknown));
    }

    [Theory]
    [InlineData(9, "it ended after 9 of 10 bytes")]
    [InlineData(0, "it ended after 0 of 10 bytes")]
    [InlineData(11, "it is longer than the 10 bytes that were announced")]
    public async Task A_file_that_is_not_as_long_as_announced_cuts_the_request(int bytes, string why)
    {
        var whole = true;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            try
            {
                await UploadServer.ReadAsync(context);
            }
            catch (Exception)
            {
                whole = false;
            }

            ended.SetResult();
        });
        var file = new NewFile("plan\n.pdf", 10, async (stream, token) => await stream.WriteAsync(new byte[bytes], token));

        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(new NewBatch("default", false, [file]), Cancellation));
        await ended.Task.InTimeAsync();

        Assert.Equal((WicksonFailure.NotSent, false), (error.Failure, error.OutcomeUnknown));
        Assert.Equal($"The file “plan .pdf” could not be sent: {why}. Nothing was carried out.", error.Message);
        Assert.False(whole);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_cuts_the_request()
    {
        await using var server = await UploadServer.StartAsync((_, context) => UploadServer.ReadAsync(context));
        var file = new NewFile("a.pdf", 10, (_, _) => throw new UnauthorizedAccessException("/home/secret"));

        var error = await FailureTests.ErrorOf(server.Client().CreateBatchAsync(new NewBatch("default", false, [file]), Cancellation));

        Assert.Equal((WicksonFailure.NotSent, false), (error.Failure, error.OutcomeUnknown));
        Assert.Equal("The file “a.pdf” could not be sent: it could not be read to its end. Nothing was carried out.", error.Message);
    }

    [Fact]
    public async Task An_upload_may_take_long_as_long_as_bytes_move()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await UploadServer.ReadAsync(context);
            await UploadServer.AnswerAsync(context, UploadServer.Created);
        });
        var file = new NewFile("slow.mp4", 30, async (stream, token) =>
        {
            for (var second = 0; second < 30; second++)
            {
                clock.Advance(TimeSpan.FromSeconds(20));
                await stream.WriteAsync(new byte[1], token);
            }
        });

        Assert.NotNull((await server.Client(clock).CreateBatchAsync(new NewBatch("default", false, [file]), Cancellation)).NewBatchId);
    }

    [Fact]
    public async Task An_upload_that_stands_still_is_ended_and_made_no_batch()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = await UploadServer.StartAsync((_, context) => UploadServer.ReadAsync(context));
        var file = new NewFile("slow.mp4", 30, async (stream, token) =>
        {
            await stream.WriteAsync(new byte[1], token);
            clock.Advance(TimeSpan.FromSeconds(31));

            // Deaf to the token, and never done.
            await new TaskCompletionSource().Task;
        });

        var error = await FailureTests.ErrorOf(server.Client(clock).CreateBatchAsync(new NewBatch("default", false, [file]), Cancellation));

        Assert.Equal((WicksonFailure.TimedOut, false), (error.Failure, error.OutcomeUnknown));
        Assert.Equal("Nothing could be sent to Wickson for 30 s. Nothing was carried out.", error.Message);
    }

    [Fact]
    public async Task An_answer_that_never_comes_after_the_last_byte_leaves_the_outcome_open()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = await UploadServer.StartAsync(async (server, context) =>
        {
            await UploadServer.ReadAsync(context);
            clock.Advance(TimeSpan.FromMinutes(4.9));
            await Task.Yield();
            clock.Advance(TimeSpan.FromMinutes(0.2));
            await Task.Delay(Timeout.Infinite, server.Stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        var error = await FailureTests.ErrorOf(server.Client(clock).CreateBatchAsync(One(), Cancellation));

        Assert.Equal((WicksonFailure.TimedOut, true), (error.Failure, error.OutcomeUnknown));
        Assert.Equal("Wickson did not answer within 300 s. Whether it did what was asked is not known.", error.Message);
    }

    [Fact]
    public async Task Who_cancels_before_all_was_sent_hears_of_nothing_else()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var server = await UploadServer.StartAsync((_, context) => UploadServer.ReadAsync(context));
        var file = new NewFile("a.pdf", 10, async (stream, token) =>
        {
            await stream.WriteAsync(new byte[5], token);
            await cancel.CancelAsync();
            await stream.WriteAsync(new byte[5], token);
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => server.Client().CreateBatchAsync(new NewBatch("default", false, [file]), cancel.Token));
    }

    [Fact]
    public async Task Who_cancels_after_all_was_sent_is_told_how_long_the_answer_was_waited_for()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var server = await UploadServer.StartAsync(async (server, context) =>
        {
            await UploadServer.ReadAsync(context);
            clock.Advance(TimeSpan.FromSeconds(2));
            await cancel.CancelAsync();
            clock.Advance(TimeSpan.FromMinutes(2));
            await Task.Delay(Timeout.Infinite, server.Stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        var error = await FailureTests.ErrorOf(server.Client(clock).CreateBatchAsync(One(), cancel.Token));

        Assert.Equal((WicksonFailure.TimedOut, true), (error.Failure, error.OutcomeUnknown));
        Assert.StartsWith("Wickson did not answer within 122 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cancels_after_all_was_sent_still_hears_what_became_of_it()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var server = await UploadServer.StartAsync(async (_, context) =>
        {
            await UploadServer.ReadAsync(context);
            await cancel.CancelAsync();
            await UploadServer.AnswerAsync(context, UploadServer.Created);
        });

        Assert.NotNull((await server.Client().CreateBatchAsync(One(), cancel.Token)).NewBatchId);
    }

    [Fact]
    public async Task A_cancelled_batch_whose_answer_was_lost_is_marked_as_open_too()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Reset, FakeAnswer.Html(502), FakeAnswer.Error(409, "conflict", "Already completed"));
        var client = api.Client();
        var batch = BatchId.Parse("batch-abc123");

        Assert.True((await FailureTests.ErrorOf(client.CancelAsync(batch, Cancellation))).OutcomeUnknown);
        Assert.True((await FailureTests.ErrorOf(client.CancelAsync(batch, Cancellation))).OutcomeUnknown);
        Assert.False((await FailureTests.ErrorOf(client.CancelAsync(batch, Cancellation))).OutcomeUnknown);
        Assert.False((await FailureTests.ErrorOf(client.GetStatusAsync(batch, Cancellation))).OutcomeUnknown);
    }

    internal static NewFile File(string name, byte[] bytes) => new(name, bytes.Length, async (stream, token) => await stream.WriteAsync(bytes, token));

    private static NewBatch One() => new("default", ForceOverwrite: false, [File("a.pdf", "content"u8.ToArray())]);

    private static NewBatch Endless(long size) => new("default", ForceOverwrite: false, [new NewFile("a.bin", size, async (stream, token) =>
    {
        var block = new byte[1_000_000];
        for (var sent = 0L; sent < size; sent += block.Length)
        {
            await stream.WriteAsync(block, token);
        }
    })]);

    private static Task<UploadServer> AnsweringAsync(string body, int status) => UploadServer.StartAsync(async (_, context) =>
    {
        await UploadServer.ReadAsync(context);
        await UploadServer.AnswerAsync(context, body, status);
    });
}
