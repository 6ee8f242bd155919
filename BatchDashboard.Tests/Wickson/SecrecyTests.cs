using BatchDashboard.Wickson;
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

    private static FakeAnswer Echo(string key) => FakeAnswer.Json(
        $$"""{"success":false,"message":"Key {{key}} is wrong","code":"{{key}}","request_id":"req_{{key}}","suggestion":"Replace {{key}}","details":{"key":["{{key}}"],"{{key}}":1} }""",
        401);
}
