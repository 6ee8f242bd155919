using BatchDashboard.Results;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Results;

public sealed class SharedRequestsTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_let_go_after_its_time_though_nobody_asks_again()
    {
        var requests = new SharedRequests<int, string>(_clock, TimeSpan.FromSeconds(10));
        await requests.GetAsync(1, () => Task.FromResult("large"), Token);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("large", await requests.GetAsync(1, () => Task.FromResult("other"), Token));
        Assert.Equal(1, requests.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, requests.Count);
    }

    [Fact]
    public async Task A_newer_answer_outlives_the_end_of_the_one_that_was_forgotten()
    {
        var requests = new SharedRequests<int, string>(_clock, TimeSpan.FromSeconds(10));
        await requests.GetAsync(1, () => Task.FromResult("first"), Token);
        _clock.Advance(TimeSpan.FromSeconds(5));
        requests.Forget(_ => true);
        await requests.GetAsync(1, () => Task.FromResult("second"), Token);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("second", await requests.GetAsync(1, () => Task.FromResult("third"), Token));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var requests = new SharedRequests<int, string>(_clock, TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => requests.GetAsync(1, () => Task.FromException<string>(new InvalidOperationException()), Token));

        Assert.Equal(0, requests.Count);
        Assert.Equal("answer", await requests.GetAsync(1, () => Task.FromResult("answer"), Token));
    }
}
