using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Wickson;

/// <summary>When so many requests will be through.</summary>
public sealed class BudgetForecastTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RequestBudget _budget;

    public BudgetForecastTests() => _budget = new(Options.Create(new WicksonOptions()), _clock);

    private DateTimeOffset Now => _clock.GetUtcNow();

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void What_fits_into_the_window_takes_its_own_time() =>
        Assert.Equal(Now.AddSeconds(900), _budget.ExpectedEnd(900, RequestPurpose.Sync, Second));

    [Fact]
    public void What_does_not_fit_waits_for_the_reset()
    {
        Left(150, Now.AddMinutes(30));

        Assert.Equal(Now.AddSeconds(50), _budget.ExpectedEnd(50, RequestPurpose.Sync, Second));
        Assert.Equal(Now.AddMinutes(30).AddSeconds(1), _budget.ExpectedEnd(51, RequestPurpose.Sync, Second));
        Assert.Equal(Now.AddSeconds(150), _budget.ExpectedEnd(150, RequestPurpose.Interactive, Second));
    }

    [Fact]
    public void Ten_thousand_requests_take_as_many_windows_as_they_need()
    {
        Left(100, Now.AddMinutes(10));

        // 900 a window: eleven whole ones, and a hundred in the twelfth.
        Assert.Equal(Now.AddMinutes(10).AddHours(11).AddSeconds(100), _budget.ExpectedEnd(10_000, RequestPurpose.Sync, Second));
    }

    [Fact]
    public void Requests_too_slow_to_use_a_window_up_wait_for_none() =>
        Assert.Equal(Now.AddHours(20), _budget.ExpectedEnd(1200, RequestPurpose.Sync, TimeSpan.FromMinutes(1)));

    [Fact]
    public void A_pause_comes_before_the_first()
    {
        _budget.Settle(_budget.Take(RequestPurpose.Interactive), new RateAnswer { IsRefusal = true, RetryAt = Now.AddMinutes(2) });

        Assert.Equal(Now.AddMinutes(2).AddSeconds(10), _budget.ExpectedEnd(10, RequestPurpose.Status, Second));
    }

    [Fact]
    public void More_requests_never_end_earlier_and_no_number_is_too_large() =>
        (from left in Gen.Int[0, 1000] from minutes in Gen.Int[1, 60] from requests in Gen.Int[0, int.MaxValue - 1] from seconds in Gen.Double[0, 4000] select (left, minutes, requests, seconds))
            .Sample(one =>
            {
                using var budget = new RequestBudget(Options.Create(new WicksonOptions()), _clock);
                budget.Settle(budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, one.left, Now.AddMinutes(one.minutes)));
                var each = TimeSpan.FromSeconds(one.seconds);
                foreach (var purpose in Enum.GetValues<RequestPurpose>())
                {
                    Assert.True(budget.ExpectedEnd(one.requests + 1, purpose, each) >= budget.ExpectedEnd(one.requests, purpose, each));
                    Assert.True(budget.ExpectedEnd(one.requests, purpose, each) >= Now);
                }
            });

    private void Left(int left, DateTimeOffset reset) =>
        _budget.Settle(_budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, left, reset));
}
