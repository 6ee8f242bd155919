using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Wickson;

/// <summary>What the budget learns, whom it lets through, and when those who wait go on.</summary>
public sealed class RequestBudgetTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RequestBudget _budget;

    public RequestBudgetTests() => _budget = Budget(1000);

    private DateTimeOffset Now => _clock.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void Before_the_first_request_everything_is_left_and_no_window_has_begun()
    {
        Assert.Equal(new BudgetState(1000, 1000, null, BudgetSpending.Nothing), _budget.State);
        Assert.Equal((100, false), (_budget.State.Reserve, _budget.State.IsShort));
    }

    [Fact]
    public void A_request_counts_as_spent_from_the_moment_it_is_sent()
    {
        var ticket = _budget.Take(RequestPurpose.Status);
        Assert.Equal((999, Now.AddHours(1)), (_budget.State.Left, _budget.State.ResetsAt));

        _budget.Settle(ticket, new RateAnswer());

        Assert.Equal(999, _budget.State.Left);
        Assert.Equal(new BudgetSpending(0, 1, 0), _budget.State.Spent);
        Assert.False(_budget.State.IsTold);
    }

    [Fact]
    public void A_request_that_never_left_this_machine_costs_nothing()
    {
        _budget.GiveBack(_budget.Take(RequestPurpose.Sync));

        Assert.Equal((1000, 0), (_budget.State.Left, _budget.State.Spent.Total));
    }

    [Fact]
    public void The_servers_numbers_win_over_the_own_count_whoever_spent_them()
    {
        var reset = Now.AddMinutes(20);

        Ask(new RateAnswer(5000, 4000, reset));
        Assert.Equal((5000, 4000, reset, true), (_budget.State.Limit, _budget.State.Left, _budget.State.ResetsAt, _budget.State.IsTold));

        Ask(new RateAnswer(5000, 12, reset));
        Assert.Equal(12, _budget.State.Left);
        Assert.Equal(2, _budget.State.Spent.Interactive);

        Ask(new RateAnswer(5000, 3500, reset));
        Assert.Equal(3500, _budget.State.Left);
    }

    [Fact]
    public void Of_answers_that_overtook_each_other_the_smaller_number_is_the_newer_one()
    {
        var reset = Now.AddMinutes(20);
        var first = _budget.Take(RequestPurpose.Interactive);
        var second = _budget.Take(RequestPurpose.Interactive);

        _budget.Settle(second, new RateAnswer(1000, 498, reset));
        _budget.Settle(first, new RateAnswer(1000, 499, reset));

        Assert.Equal(498, _budget.State.Left);
    }

    [Fact]
    public void An_answer_of_the_window_before_says_nothing_about_this_one()
    {
        Ask(new RateAnswer(1000, 5, Now.AddSeconds(1)));
        var late = _budget.Take(RequestPurpose.Interactive);
        var next = _budget.Take(RequestPurpose.Interactive);
        _budget.Settle(next, new RateAnswer(1000, 999, Now.AddHours(1)));

        _budget.Settle(late, new RateAnswer(1000, 4, Now.AddSeconds(1)));

        Assert.Equal((999, Now.AddHours(1)), (_budget.State.Left, _budget.State.ResetsAt));
    }

    [Fact]
    public void A_window_that_has_passed_its_reset_starts_afresh()
    {
        Ask(new RateAnswer(1000, 0, Now.AddMinutes(5)));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((1000, 0, null), (_budget.State.Left, _budget.State.Spent.Total, _budget.State.ResetsAt));
        Assert.Null(_budget.RefusedUntil(RequestPurpose.Sync));
    }

    [Fact]
    public void Copies_wait_first_then_polls_and_people_until_nothing_is_left()
    {
        var reset = Now.AddMinutes(30);

        Assert.Equal([true, true, true], AllowedAt(101));
        Assert.Equal([true, true, false], AllowedAt(100));
        Assert.Equal([true, true, false], AllowedAt(26));
        Assert.Equal([true, false, false], AllowedAt(25));
        Assert.Equal([true, false, false], AllowedAt(1));
        Ask(new RateAnswer(1000, 0, reset));

        var refusal = Assert.Throws<WicksonException>(() => _budget.Take(RequestPurpose.Interactive)).Error;
        Assert.Equal((WicksonFailure.RateLimited, reset, null), (refusal.Failure, refusal.RetryAt, refusal.Status));

        bool[] AllowedAt(int left)
        {
            Ask(new RateAnswer(1000, left, reset));
            return [.. Enum.GetValues<RequestPurpose>().Select(purpose => _budget.RefusedUntil(purpose) is null)];
        }
    }

    [Theory]
    [InlineData(10_000, 1_000)]
    [InlineData(1_000, 100)]
    [InlineData(100, 20)]
    [InlineData(10, 5)]
    [InlineData(1, 0)]
    public void The_reserve_is_a_tenth_at_least_twenty_and_never_more_than_half(int limit, int reserve)
    {
        using var budget = Budget(limit);
        Assert.Equal(reserve, budget.State.Reserve);
        Assert.Null(budget.RefusedUntil(RequestPurpose.Sync));
    }

    [Fact]
    public void A_refusal_with_a_time_holds_everybody_until_then()
    {
        Ask(new RateAnswer { IsRefusal = true, RetryAt = Now.AddSeconds(90) });

        Assert.All(Enum.GetValues<RequestPurpose>(), purpose => Assert.Equal(Now.AddSeconds(90), _budget.RefusedUntil(purpose)));
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.All(Enum.GetValues<RequestPurpose>(), purpose => Assert.Null(_budget.RefusedUntil(purpose)));
    }

    [Fact]
    public void A_refusal_without_a_time_holds_copies_and_polls_for_a_minute_or_until_somebody_was_served()
    {
        Ask(new RateAnswer { IsRefusal = true });
        Assert.Equal([null, Now.AddMinutes(1), Now.AddMinutes(1)], Enum.GetValues<RequestPurpose>().Select(_budget.RefusedUntil));

        Ask(new RateAnswer());

        Assert.Null(_budget.RefusedUntil(RequestPurpose.Sync));
    }

    [Fact]
    public void No_pause_is_longer_than_the_hour_by_which_the_server_counts()
    {
        Ask(new RateAnswer { IsRefusal = true, RetryAt = Now.AddYears(3) });

        Assert.Equal(Now.AddHours(1), _budget.RefusedUntil(RequestPurpose.Interactive));
    }

    [Fact]
    public void A_reset_in_the_past_is_not_believed()
    {
        Ask(new RateAnswer(1000, 700, Now.AddHours(-2)));
        Assert.Equal((700, Now.AddHours(1)), (_budget.State.Left, _budget.State.ResetsAt));

        Ask(new RateAnswer(1000, 0, Now.AddHours(-2)));
        Assert.Equal(Now.AddMinutes(1), _budget.RefusedUntil(RequestPurpose.Interactive));
    }

    [Fact]
    public async Task Who_waits_goes_on_when_the_window_resets()
    {
        Ask(new RateAnswer(1000, 50, Now.AddMinutes(10)));
        var waiting = _budget.WhenAllowedAsync(RequestPurpose.Sync, Token);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(waiting.IsCompleted);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await waiting;
    }

    [Fact]
    public async Task Who_waits_goes_on_when_the_server_grants_more_and_not_when_it_grants_less()
    {
        var reset = Now.AddMinutes(10);
        Ask(new RateAnswer(1000, 50, reset));
        var waiting = _budget.WhenAllowedAsync(RequestPurpose.Sync, Token);
        Ask(new RateAnswer(1000, 49, reset));
        Assert.False(waiting.IsCompleted);

        Ask(new RateAnswer(1000, 900, reset));

        await waiting;
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_and_a_queue_of_copies_holds_nobody_up()
    {
        Ask(new RateAnswer(1000, 50, Now.AddMinutes(10)));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = Enumerable.Range(0, 20).Select(_ => _budget.WhenAllowedAsync(RequestPurpose.Sync, leaving.Token)).ToList();

        await _budget.WhenAllowedAsync(RequestPurpose.Interactive, Token);
        Assert.NotNull(_budget.Take(RequestPurpose.Interactive));

        await leaving.CancelAsync();
        foreach (var one in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }
    }

    [Fact]
    public void Those_who_look_hear_of_requests_answers_and_resets()
    {
        var heard = 0;
        _budget.Changed += (_, _) => heard++;
        var ticket = _budget.Take(RequestPurpose.Interactive);
        Assert.Equal(1, heard);
        _budget.Settle(ticket, new RateAnswer(1000, 900, Now.AddMinutes(1)));
        Assert.Equal(2, heard);

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(3, heard);
    }

    private RequestBudget Budget(int limit) => new(Options.Create(new WicksonOptions { RequestsPerHour = limit }), _clock);

    private void Ask(RateAnswer answer) => _budget.Settle(_budget.Take(RequestPurpose.Interactive), answer);
}
