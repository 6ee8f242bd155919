using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Wickson;

/// <summary>The API key is in no log, no exception and no error.</summary>
public sealed class SecrecyTests
{
    private static readonly BatchId Batch = BatchId.Parse("batch-abc123");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers() => [.. Kinds.Keys];

    private static readonly Dictionary<string, FakeAnswer> Kinds = new(StringComparer.Ordinal)
    {
        ["sample"] = FakeAnswer.Sample("results-200"),
        ["404"] = FakeAnswer.Sample("results-404"),
        ["500"] = FakeAnswer.Sample("results-500"),
        ["html"] = FakeAnswer.Html(),
        ["reset"] = FakeAnswer.Reset,
        ["cut"] = FakeAnswer.Sample("results-200") with { Fault = Fault.CutOff },
        ["hang"] = FakeAnswer.Hang,
        ["redirect"] = FakeAnswer.Html(307).With("Location", "https://other.example/" + FakeWickson.ApiKey),
        ["echo"] = Echo(FakeWickson.ApiKey),
        ["escaped echo"] = Echo(FakeWickson.ApiKey.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal)),
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task The_key_reaches_the_api_and_nobody_else(string kind)
    {
        using var log = new ListLog();
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => Kinds[kind];
        var client = api.Client(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:Timeout"] = "00:00:00.3" },
            services => services.AddLogging(logging => logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace)));

        var fault = await Record.ExceptionAsync(() => client.GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.All(api.Requests, request => Assert.Equal(FakeWickson.ApiKey, request.ApiKey));
        Assert.Contains(log.Lines, line => line.Contains("X-Api-Key", StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain(FakeWickson.ApiKey, line, StringComparison.Ordinal));
        if (fault is not null)
        {
            var error = Assert.IsType<WicksonException>(fault).Error;
            Assert.DoesNotContain(FakeWickson.ApiKey, fault + error.ToString() + error.Details?.GetRawText() + error.Details, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_api_says_around_the_key_is_kept()
    {
        await using var api = await FakeWickson.StartAsync(Kinds["escaped echo"]);

        var error = await FailureTests.ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal("Key [API key] is wrong", error.Message);
        Assert.Equal(("[API key]", "req_[API key]", "Replace [API key]"), (error.Code, error.RequestId, error.Suggestion));
        Assert.Equal("[API key]", error.Details!.Value.GetProperty("key")[0].GetString());
    }

    [Fact]
    public async Task A_key_too_short_for_a_secret_garbles_no_message()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Sample("results-404"));

        var error = await FailureTests.ErrorOf(
            api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:ApiKey"] = "x" }).GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal("Batch batch-xyz789 not found", error.Message);
    }

    [Fact]
    public async Task Of_any_body_the_key_is_masked_however_it_is_escaped_and_all_else_stays()
    {
        await using var api = await FakeWickson.StartAsync();
        var client = api.Client();
        var pieces = Gen.OneOf(FakeWickson.ApiKey, FakeWickson.ApiKey[..9], FakeWickson.ApiKey[9..], "\\", "\"", "/", "\\u002b", "n", "é", "😀");
        await Gen.Select(pieces.List[0, 6], Gen.ULong).SampleAsync(
            async (some, escapes) =>
            {
                var text = string.Concat(some);
                var sent = Escaped(text, escapes);
                api.Otherwise = _ => FakeAnswer.Json($$"""{"n-{{sent}}": [1, "{{sent}}"], "success": true, "message": "{{sent}}", "data": {} }""");
                var body = await client.GetResultsAsync(Batch, 1, 1, Cancellation);
                var masked = text.Replace(FakeWickson.ApiKey, "[API key]", StringComparison.Ordinal);
                Assert.Equal(masked, body.Message.Value);
                Assert.Equal(("n-" + masked, masked), (body.Extra!.Single().Key, body.Extra!.Single().Value[1].GetString()));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task A_key_of_digits_damages_no_number()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Json("""{"success":true,"data":{"job_results":[{"filename":"12345678.pdf"}],"pagination":{"total_items":1234567890} } }""");
        var client = api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:ApiKey"] = "12345678" });

        var data = (await client.GetResultsAsync(Batch, 1, 1, Cancellation)).Data.Value!;

        Assert.Equal(1_234_567_890, data.Pagination.Value!.TotalItems.Value);
        Assert.Equal("[API key].pdf", Assert.Single(data.JobResults.Value!).FileName);
    }

    // A bit for each letter that could be written as it is.
    private static string Escaped(string text, ulong escapes) => string.Concat(text.EnumerateRunes().Select((letter, at) => letter.ToString() switch
    {
        var one when (escapes >> (at % 64) & 1) == 1 => string.Concat(one.Select(unit => $"\\u{(int)unit:x4}")),
        "\"" or "\\" => $"\\{letter}",
        "/" when at % 2 == 0 => "\\/",
        var one => one,
    }));

    private static FakeAnswer Echo(string key) => FakeAnswer.Json(
        $$"""{"success":false,"message":"Key {{key}} is wrong","code":"{{key}}","request_id":"req_{{key}}","suggestion":"Replace {{key}}","details":{"key":["{{key}}"],"{{key}}":1} }""",
        401);
}
