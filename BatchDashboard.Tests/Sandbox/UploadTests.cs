using System.Net;
using System.Text;
using System.Text.Json;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>The sandbox takes new batches as the API does, over real HTTP.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero));
    private SandboxHost _host = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SandboxUploads Uploads => _host.Services.GetRequiredService<SandboxUploads>();

    private WicksonClient Client => _services.GetRequiredService<WicksonClient>();

    public async ValueTask InitializeAsync()
    {
        _host = await SandboxHost.StartAsync(_time);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Wickson:BaseUrl"] = _host.Client.BaseAddress!.AbsoluteUri,
            ["Wickson:ApiKey"] = "sandbox",
            ["Wickson:RetryDelay"] = "00:00:00",
        };
        _services = new ServiceCollection().AddWickson(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_new_batch_waits_runs_and_is_completed_file_by_file()
    {
        Uploads.Pace = TimeSpan.FromSeconds(2);
        var id = await SendAsync("default", false, ("a.pdf", 10), ("b.png", 20), ("c.mp3", 30));
        Assert.Matches("^batch-[0-9a-f]{12}$", id);

        await IsAsync("created", 0);
        _time.Advance(TimeSpan.FromSeconds(3));
        await IsAsync("running", 0);
        _time.Advance(TimeSpan.FromSeconds(2));
        await IsAsync("running", 1);
        _time.Advance(TimeSpan.FromSeconds(3));
        await IsAsync("completed", 3);

        var rows = await _host.AllRowsAsync(id);
        Assert.Equal(["a.pdf", "b.png", "c.mp3"], rows.Select(row => row.GetProperty("filename").GetString()!), StringComparer.Ordinal);
        Assert.Equal(["document", "image", "audio"], rows.Select(row => row.GetProperty("media_type").GetString()!), StringComparer.Ordinal);
        Assert.Equal([10, 20, 30], rows.Select(row => row.GetProperty("file_info").GetProperty("size_bytes").GetInt64()));
        var media = rows[1].GetProperty("media_id").GetString();
        Assert.Equal("b.png", (await _host.GetAsync("v1/media/" + media)).GetProperty("data").GetProperty("file_info").GetProperty("filename").GetString());

        async Task IsAsync(string status, int processed)
        {
            var data = (await _host.GetAsync("v1/batches/" + id)).GetProperty("data");
            Assert.Equal((status, processed, 3), (data.GetProperty("status").GetString(), data.GetProperty("progress").GetProperty("completed").GetInt32(), data.GetProperty("progress").GetProperty("total").GetInt32()));
            Assert.Equal(processed, (await _host.AllRowsAsync(id)).Count);
        }
    }

    [Fact]
    public async Task Files_fail_as_the_reference_has_it()
    {
        Uploads.Pace = TimeSpan.Zero;
        var id = await SendAsync("default", false, ("budget.numbers", 10), ("empty.pdf", 0), ("scan.pdf", (20 << 20) + 1), ("noending", 5), ("report.pdf", 20 << 20), ("cut.mkv", 3));

        var rows = await _host.AllRowsAsync(id);
        Assert.Equal(["format_error", "corrupted_file", "validation_error", "format_error", null, "format_error"], rows.Select(Code), StringComparer.Ordinal);
        Assert.Equal(".numbers", rows[0].GetProperty("error").GetProperty("details").GetProperty("format").GetString());
        Assert.Equal("video", rows[5].GetProperty("media_type").GetString());
        var data = (await _host.ResultsAsync(id)).GetProperty("data");
        Assert.Equal(5, data.GetProperty("batch_summary").GetProperty("completion").GetProperty("failed").GetInt32());
        Assert.Equal("completed", data.GetProperty("batch_summary").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_test_can_say_which_files_fail()
    {
        Uploads.Pace = TimeSpan.Zero;
        Uploads.Fails = (name, size) => name.StartsWith('x') || size == 7 ? "storage_error" : null;

        var rows = await _host.AllRowsAsync(await SendAsync("default", false, ("xa.pdf", 1), ("b.numbers", 7), ("c.numbers", 8)));

        Assert.Equal(["storage_error", "storage_error", null], rows.Select(Code), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Any_name_is_listed_as_it_was_sent()
    {
        Uploads.Pace = TimeSpan.Zero;
        string[] names = ["a\"b\".pdf", "a\r\nb.pdf", "../../etc/passwd.pdf", "-rf $(rm) `x` ; & | > < *.pdf", "été 漢字 🙂.pdf", "<script>alert(1)</script>.pdf", "back\\slash\\.pdf", "trailing\\", "a; filename=\"b.pdf", " .pdf "];

        var rows = await _host.AllRowsAsync(await SendAsync("default", false, [.. names.Select(name => (name, 1))]));

        Assert.Equal(names, rows.Select(row => row.GetProperty("filename").GetString()!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Duplicates_are_skipped_only_when_they_succeeded_in_the_same_collection_and_nobody_forces()
    {
        Uploads.Pace = TimeSpan.FromSeconds(1);
        var first = await SendAsync("one", false, ("a.pdf", 5), ("b.numbers", 5));
        Assert.Single(await DoneAsync(await SendAsync("one", false, ("a.pdf", 5)))); // the first was not done yet
        Assert.Equal(2, (await DoneAsync(first)).Count);

        Assert.Equal(["b.numbers", "c.pdf"], Names(await DoneAsync(await SendAsync("one", false, ("a.pdf", 5), ("b.numbers", 5), ("c.pdf", 5)))), StringComparer.Ordinal);
        Assert.Equal(["a.pdf"], Names(await DoneAsync(await SendAsync("two", false, ("a.pdf", 5)))), StringComparer.Ordinal);
        Assert.Equal(["a.pdf"], Names(await DoneAsync(await SendAsync("one", false, ("a.pdf", 6)))), StringComparer.Ordinal);
        Assert.Equal(["a.pdf"], Names(await DoneAsync(await SendAsync("one", true, ("a.pdf", 5)))), StringComparer.Ordinal);
        Assert.Empty(await DoneAsync(await SendAsync("one", false, ("a.pdf", 5))));

        async Task<List<JsonElement>> DoneAsync(string id)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("completed", (await _host.GetAsync("v1/batches/" + id)).GetProperty("data").GetProperty("status").GetString());
            return await _host.AllRowsAsync(id);
        }
    }

    [Fact]
    public async Task A_new_batch_can_be_cancelled_while_it_runs()
    {
        Uploads.Pace = TimeSpan.FromSeconds(1);
        var id = BatchId.Parse(await SendAsync("default", false, ("a.pdf", 1), ("b.pdf", 1), ("c.pdf", 1)));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("cancelled", (await Client.CancelAsync(id, Cancellation)).Data.Value!.CurrentState.Value);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(await _host.AllRowsAsync(id.Value));
        Assert.Equal(409, (int?)(await FailureTests.ErrorOf(Client.CancelAsync(id, Cancellation))).Status);
    }

    [Fact]
    public async Task Too_many_files_and_too_many_bytes_are_refused()
    {
        var many = await FailureTests.ErrorOf(SendAsync("default", false, [.. Enumerable.Range(0, 26).Select(number => ($"{number}.pdf", 1))]));
        Assert.Equal((400, "validation_error"), ((int)many.Status!, many.Code));

        var large = await FailureTests.ErrorOf(SendAsync("default", false, ("a.mp4", 60_000_000), ("b.mp4", 41_000_000)));
        Assert.Equal((413, WicksonFailure.RequestTooLarge, "payload_too_large"), ((int)large.Status!, large.Failure, large.Code));

        // More than the server's own limit for every other request, and just what a batch may have.
        Assert.NotNull(await SendAsync("default", false, ("a.mp4", 60_000_000), ("b.mp4", 40_000_000)));
    }

    [Theory]
    [InlineData("application/json", "{}", "file")]
    [InlineData("multipart/form-data", "", "file")]
    [InlineData("multipart/form-data; boundary=x", "", "file")]
    [InlineData("multipart/form-data; boundary=x", "--x--\r\n", "file")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\ncut", "file")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"force_overwrite\"\r\n\r\nmaybe\r\n--x--\r\n", "force_overwrite")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"batch_options\"\r\n\r\n[\r\n--x--\r\n", "file")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"batch_options\"\r\n\r\n[]\r\n--x--\r\n", "batch_options")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno colon\r\n\r\nmaybe\r\n--x--\r\n", "file")]
    public async Task A_form_that_is_none_is_refused_with_the_field_that_is_wrong(string type, string body, string field)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _host.Client.PostAsync(new Uri("v1/batches", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await SandboxHost.JsonAsync(response);
        Assert.Equal("validation_error", error.GetProperty("code").GetString());
        Assert.Equal(field, error.GetProperty("details").GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("402", WicksonFailure.PaymentRequired, false, 0)]
    [InlineData("413", WicksonFailure.RequestTooLarge, false, 0)]
    [InlineData("429", WicksonFailure.RateLimited, false, 0)]
    [InlineData("reset", WicksonFailure.Unreachable, false, 0)]
    [InlineData("cut-upload", WicksonFailure.Unreachable, false, 0)]
    [InlineData("500", WicksonFailure.ServerError, false, 0)]
    [InlineData("502", WicksonFailure.ServerError, false, 0)]
    [InlineData("lost-answer", WicksonFailure.Unreachable, true, 1)]
    [InlineData("cut", WicksonFailure.Unreadable, true, 1)]
    public async Task An_upload_goes_wrong_as_it_is_asked_for(string fault, WicksonFailure failure, bool unknown, int made)
    {
        _host.Faults.NextUploads(fault);

        var error = await FailureTests.ErrorOf(SendAsync("default", false, ("a.mp4", 90 << 20)));

        Assert.Equal((failure, unknown), (error.Failure, error.OutcomeUnknown));
        Assert.Equal(made, _host.Catalog.Sent.Count);
    }

    [Fact]
    public async Task Faults_for_uploads_come_one_after_the_other_and_leave_other_requests_alone()
    {
        _host.Faults.NextUploads("", "402");
        await SendAsync("default", false, ("a.pdf", 1));
        await _host.GetAsync("v1/status");
        Assert.Equal(WicksonFailure.PaymentRequired, (await FailureTests.ErrorOf(SendAsync("default", false, ("b.pdf", 1)))).Failure);
        await SendAsync("default", false, ("b.pdf", 1));
        Assert.Throws<ArgumentException>(() => _host.Faults.NextUploads("402", "on fire"));
    }

    [Fact]
    public async Task Batches_are_sent_listed_and_forgotten_at_once()
    {
        const int MostKept = 2_000;
        Uploads.Pace = TimeSpan.Zero;
        var first = await PostAsync(-1);
        await Parallel.ForAsync(0, MostKept + 50, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (number, _) =>
        {
            await PostAsync(number);
            if (number % 100 == 0)
            {
                await _host.GetAsync("v1/media?page_size=1");
            }
        });

        Assert.Equal(MostKept, _host.Catalog.Sent.Count);
        Assert.Single(await _host.AllRowsAsync(_host.Catalog.Sent[^1].Value));
        using var gone = await _host.Client.GetAsync(new Uri("v1/batches/" + first, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        async Task<string> PostAsync(int number)
        {
            using var file = new ByteArrayContent([1]);
            using var form = new MultipartFormDataContent { { file, "file", $"{number}.pdf" } };
            using var response = await _host.Client.PostAsync(new Uri("v1/batches", UriKind.Relative), form, Cancellation);
            return (await SandboxHost.JsonAsync(response)).GetProperty("data").GetProperty("batch_id").GetString()!;
        }
    }

    private async Task<string> SendAsync(string collection, bool force, params (string Name, int Size)[] files) =>
        (await Client.CreateBatchAsync(new NewBatch(collection, force, [.. files.Select(Zeros)]), Cancellation)).NewBatchId!.Value.Value;

    private static NewFile Zeros((string Name, int Size) file) => new(file.Name, file.Size, async (stream, token) =>
    {
        var block = new byte[Math.Min(file.Size, 1 << 20)];
        for (var left = file.Size; left > 0; left -= block.Length)
        {
            await stream.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)), token);
        }
    });

    private static string? Code(JsonElement row) => row.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    private static IEnumerable<string> Names(List<JsonElement> rows) => rows.Select(row => row.GetProperty("filename").GetString()!);
}
