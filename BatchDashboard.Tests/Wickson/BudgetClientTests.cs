using System.Globalization;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Wickson;

/// <summary>Every request of the client passes the budget.</summary>
public sealed class BudgetClientTests
{
    private static readonly BatchId Batch = BatchId.Parse("batch-abc123");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Theory]
    [InlineData("results-200")]
    [InlineData("results-404")]
    public async Task The_numbers_are_learned_from_an_answer_of_any_status(string sample)
    {
        await using var api = await FakeWickson.StartAsync(Limited(FakeAnswer.Sample(sample), 321));

        await Record.ExceptionAsync(() => Client(api).GetResultsAsync(Batch, 1, 1, Token));

        var state = api.Budget.State;
        Assert.Equal((2000, 321, Now.AddMinutes(40), true), (state.Limit, state.Left, state.ResetsAt, state.IsTold));
    }

    [Fact]
    public async Task Each_purpose_is_counted_by_itself_and_so_is_each_retry()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Sample("results-500"), FakeAnswer.Html(502));
        api.Otherwise = _ => FakeAnswer.Sample("results-200");
        var client = Client(api);

        await client.GetResultsAsync(Batch, 1, 1, Token);
        await client.PollResultsAsync(Batch, Token);
        await client.GetResultsAsync(Batch, 1, 1, Token, RequestPurpose.Sync);
        await client.GetResultsAsync(Batch, 2, 1, Token, RequestPurpose.Sync);

        Assert.Equal(6, api.Requests.Count);
        Assert.Equal((new BudgetSpending(3, 1, 2), 994), (api.Budget.State.Spent, api.Budget.State.Left));
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("Fri, 01 May 2026 12:05:00 GMT", 300)]
    public async Task A_429_says_when_everybody_goes_on_and_until_then_nothing_is_sent(string retryAfter, int seconds)
    {
        await using var api = await FakeWickson.StartAsync(
            FakeAnswer.Error(429, "rate_limit_error", "Slow down").With("Retry-After", retryAfter));
        api.Otherwise = _ => FakeAnswer.Sample("results-200");
        var client = Client(api);
        await FailureTests.ErrorOf(client.GetResultsAsync(Batch, 1, 1, Token));

        foreach (var purpose in Enum.GetValues<RequestPurpose>())
        {
            var error = await FailureTests.ErrorOf(client.GetResultsAsync(Batch, 1, 1, Token, purpose));
            Assert.Equal((WicksonFailure.RateLimited, Now.AddSeconds(seconds)), (error.Failure, error.RetryAt));
            Assert.Equal("There were too many requests at once, so Wickson asks you to wait.", error.Message);
        }

        Assert.Single(api.Requests);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True((await client.GetResultsAsync(Batch, 1, 1, Token, RequestPurpose.Sync)).Data.HasValue);
    }

    [Fact]
    public async Task A_429_whose_time_stands_in_its_body_alone_is_learned_as_well()
    {
        await using var api = await FakeWickson.StartAsync();
        var reset = Now.AddMinutes(8);
        api.Otherwise = _ => FakeAnswer.Json(
            string.Create(CultureInfo.InvariantCulture, $$"""{"success":false,"code":"rate_limit_error","details":{"reset_time":{{reset.ToUnixTimeSeconds()}} } }"""), 429);
        var client = Client(api);

        await FailureTests.ErrorOf(client.PollResultsAsync(Batch, Token));

        Assert.Equal(reset, api.Budget.RefusedUntil(RequestPurpose.Interactive));
    }

    [Fact]
    public async Task A_429_whose_body_says_that_the_hour_is_spent_leaves_none_until_then()
    {
        await using var api = await FakeWickson.StartAsync();
        var reset = Now.AddMinutes(20);
        api.Otherwise = _ => FakeAnswer.Json(
            string.Create(CultureInfo.InvariantCulture, $$"""{"code":"rate_limit_error","details":{"limit":1000,"remaining":0,"window_size":3600,"reset_time":{{reset.ToUnixTimeSeconds()}} } }"""), 429);

        await FailureTests.ErrorOf(Client(api).GetResultsAsync(Batch, 1, 1, Token));

        Assert.Equal((0, reset), (api.Budget.State.Left, api.Budget.State.ResetsAt));
        Assert.Equal(reset, api.Budget.RefusedUntil(RequestPurpose.Sync));
        _clock.Advance(TimeSpan.FromMinutes(20));
        Assert.InRange(api.Budget.State.Left, 1, 1000);
        Assert.Null(api.Budget.RefusedUntil(RequestPurpose.Interactive));
    }

    [Fact]
    public async Task A_429_without_any_time_holds_copies_for_a_minute_and_lets_people_try()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Html(429));
        api.Otherwise = _ => FakeAnswer.Sample("results-200");
        var client = Client(api);
        await FailureTests.ErrorOf(client.PollResultsAsync(Batch, Token));

        var held = await FailureTests.ErrorOf(client.GetResultsAsync(Batch, 1, 1, Token, RequestPurpose.Sync));
        Assert.Equal(Now.AddMinutes(1), held.RetryAt);
        Assert.Single(api.Requests);

        Assert.True((await client.GetResultsAsync(Batch, 1, 1, Token)).Data.HasValue);
        Assert.True((await client.GetResultsAsync(Batch, 1, 1, Token, RequestPurpose.Sync)).Data.HasValue);
    }

    [Fact]
    public async Task When_nothing_is_left_a_call_fails_at_once_without_a_request()
    {
        await using var api = await FakeWickson.StartAsync(Limited(FakeAnswer.Sample("results-200"), 0));
        var client = Client(api);
        await client.GetResultsAsync(Batch, 1, 1, Token);

        var error = await FailureTests.ErrorOf(client.GetMediaAsync(MediaId.Parse("vec-1"), includeChunks: false, Token));

        Assert.Equal((WicksonFailure.RateLimited, Now.AddMinutes(40)), (error.Failure, error.RetryAt));
        Assert.Equal("The requests that the API key has in an hour are used up.", error.Message);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task At_the_reserve_a_copy_waits_and_a_person_does_not()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => Limited(FakeAnswer.Sample("results-200"), 200);
        var client = Client(api);
        await client.GetResultsAsync(Batch, 1, 1, Token);

        var error = await FailureTests.ErrorOf(client.GetResultsAsync(Batch, 1, 1, Token, RequestPurpose.Sync));

        Assert.Equal((WicksonFailure.RateLimited, Now.AddMinutes(40)), (error.Failure, error.RetryAt));
        Assert.True((await client.GetResultsAsync(Batch, 1, 1, Token)).Data.HasValue);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_costs_nothing()
    {
        await using var api = await FakeWickson.StartAsync();
        var client = Client(api, ("Wickson:BaseUrl", FakeWickson.UnusedAddress().AbsoluteUri));

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(WicksonFailure.Unreachable, (await FailureTests.ErrorOf(client.PollResultsAsync(Batch, Token))).Failure);
        }

        Assert.Equal((1000, 0), (api.Budget.State.Left, api.Budget.State.Spent.Total));
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_is_taken_for_spent()
    {
        await using var api = await FakeWickson.StartAsync(FakeAnswer.Reset);

        await FailureTests.ErrorOf(Client(api).PollResultsAsync(Batch, Token));

        Assert.Equal((999, 1), (api.Budget.State.Left, api.Budget.State.Spent.Status));
    }

    private FakeAnswer Limited(FakeAnswer answer, int remaining) => answer
        .With("X-RateLimit-Limit", "2000")
        .With("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Reset", Now.AddMinutes(40).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    private WicksonClient Client(FakeWickson api, params (string Key, string Value)[] settings) => api.Client(
        settings.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal),
        services => services.AddSingleton<TimeProvider>(_clock));
}
