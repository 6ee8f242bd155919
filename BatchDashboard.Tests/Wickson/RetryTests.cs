using System.Globalization;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A GET is repeated, patiently and within its time; nothing else is.</summary>
public sealed class RetryTests
{
    private static readonly BatchId Batch = BatchId.Parse("batch-abc123");
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Overall = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_get_is_repeated_after_passing_failures()
    {
        await using var api = await FakeWickson.StartAsync(
            FakeAnswer.Sample("results-500"), FakeAnswer.Reset, FakeAnswer.Html(502), FakeAnswer.Sample("results-200"));

        var body = await api.Client().GetResultsAsync(Batch, 1, 1, Cancellation);

        Assert.True(body.Data.HasValue);
        Assert.Equal(4, api.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_refusal_is_not_repeated(int status)
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Error(status, "x", "No");

        await FailureTests.ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_put_is_never_repeated()
    {
        foreach (var answer in new[] { FakeAnswer.Sample("results-500"), FakeAnswer.Sample("any-429").With("Retry-After", "0"), FakeAnswer.Html(503) })
        {
            await using var api = await FakeWickson.StartAsync();
            api.Otherwise = _ => answer;

            await FailureTests.ErrorOf(api.Client().CancelAsync(Batch, Cancellation));

            Assert.Equal("PUT", Assert.Single(api.Requests).Method);
        }
    }

    [Fact]
    public async Task A_put_whose_answer_was_lost_says_that_its_outcome_is_unknown()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Reset;

        var error = await FailureTests.ErrorOf(api.Client().CancelAsync(Batch, Cancellation));

        Assert.EndsWith("Whether it did what was asked is not known.", error.Message, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task The_waits_between_retries_grow_around_the_configured_delay()
    {
        var clock = new TimerWatch();
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Sample("results-500");

        var call = Client(api, clock, "00:00:02").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken);
        var waits = new List<TimeSpan>();
        for (var retry = 1; retry <= 3; retry++)
        {
            waits.Add(await clock.NextWaitAsync(TestContext.Current.CancellationToken, Attempt, Overall));
            Assert.Equal(retry, api.Requests.Count);
            clock.Advance(waits[^1]);
        }

        Assert.Equal(WicksonFailure.ServerError, (await FailureTests.ErrorOf(call)).Failure);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)));
        Assert.True(waits.Distinct().Count() > 1, "Jitter makes the waits differ.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_after_is_obeyed_in_seconds_and_as_a_date(bool asDate)
    {
        var clock = new TimerWatch();
        clock.SetUtcNow(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var value = asDate ? clock.GetUtcNow().AddSeconds(2).ToString("R", CultureInfo.InvariantCulture) : "2";
        await using var api = await FakeWickson.StartAsync(
            FakeAnswer.Sample("any-429").With("Retry-After", value), FakeAnswer.Sample("results-200"));

        var call = Client(api, clock, "00:00:00").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(2), await clock.NextWaitAsync(TestContext.Current.CancellationToken, Attempt, Overall));
        Assert.Single(api.Requests);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await call).Data.HasValue);
        Assert.Equal(2, api.Requests.Count);
    }

    [Theory]
    [InlineData("Retry-After", "3", 3)]
    [InlineData("Retry-After", "60", 60)]
    [InlineData("Retry-After", "3600", 3600)]
    [InlineData("Retry-After", "Fri, 01 May 2026 12:00:05 GMT", 5)]
    [InlineData("Retry-After", "Fri, 01 May 2026 13:00:00 GMT", 3600)]
    [InlineData("X-RateLimit-Reset", "1777640400", 3600)]
    public async Task A_rate_limit_beyond_two_seconds_is_told_at_once_with_its_end(string header, string value, int seconds)
    {
        var clock = new TimerWatch();
        clock.SetUtcNow(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Error(429, "rate_limit_error", "Slow down").With(header, value));

        var error = await FailureTests.ErrorOf(Client(api, clock, "00:00:01").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken));

        Assert.Equal((WicksonFailure.RateLimited, "Slow down"), (error.Failure, error.Message));
        Assert.Equal(clock.GetUtcNow().AddSeconds(seconds), error.RetryAt);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_server_under_maintenance_that_names_a_time_is_not_waited_for_either()
    {
        var clock = new TimerWatch();
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Html(503).With("Retry-After", "60"));

        var error = await FailureTests.ErrorOf(Client(api, clock, "00:00:01").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken));

        Assert.Equal((WicksonFailure.ServerError, clock.GetUtcNow().AddSeconds(60)), (error.Failure, error.RetryAt));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Short_rate_limits_one_after_the_other_are_waited_for_two_seconds_in_all()
    {
        var clock = new TimerWatch();
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Sample("any-429").With("Retry-After", "1");

        var call = Client(api, clock, "00:00:00").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken);
        for (var wait = 1; wait <= 2; wait++)
        {
            Assert.Equal(TimeSpan.FromSeconds(1), await clock.NextWaitAsync(TestContext.Current.CancellationToken, Attempt, Overall));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(WicksonFailure.RateLimited, (await FailureTests.ErrorOf(call)).Failure);
        Assert.Equal(3, api.Requests.Count);
    }

    [Theory]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("Thu, 01 Jan 1970 00:00:10 GMT", 10L)]
    public async Task A_senseless_retry_after_is_no_obstacle(string value, long? retryAt)
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Json("""{"details":{"reset_time":-1}}""", 429).With("Retry-After", value);

        var error = await FailureTests.ErrorOf(api.Client().GetResultsAsync(Batch, 1, 1, Cancellation));

        Assert.Equal(retryAt, error.RetryAt?.ToUnixTimeSeconds());
        Assert.Equal(4, api.Requests.Count);
    }

    [Fact]
    public async Task An_attempt_has_the_configured_time_and_who_waited_for_it_does_not_wait_again()
    {
        var clock = new TimerWatch();
        var asked = new SemaphoreSlim(0);
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ =>
        {
            asked.Release();
            return FakeAnswer.Hang;
        };

        var call = Client(api, clock, "00:00:00").GetResultsAsync(Batch, 1, 1, TestContext.Current.CancellationToken);
        await asked.InTimeAsync();
        clock.Advance(Attempt);

        var error = await FailureTests.ErrorOf(call);
        Assert.Equal(WicksonFailure.TimedOut, error.Failure);
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task A_poll_is_not_retried(int status)
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Html(status);

        await FailureTests.ErrorOf(api.Client().PollResultsAsync(Batch, Cancellation));

        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Failures_never_stop_the_next_call()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Html(503);
        var client = api.Client();
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(WicksonFailure.ServerError, (await FailureTests.ErrorOf(client.GetStatusAsync(Batch, Cancellation))).Failure);
        }

        api.Otherwise = _ => FakeAnswer.Sample("results-200");

        Assert.True((await client.GetResultsAsync(Batch, 1, 1, Cancellation)).Data.HasValue);
    }

    private static WicksonClient Client(FakeWickson api, TimerWatch clock, string delay) => api.Client(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:RetryDelay"] = delay },
        services => services.AddSingleton<TimeProvider>(clock));
}
