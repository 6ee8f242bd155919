using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Sync;

/// <summary>Two processes on one database spend one budget of ten requests.</summary>
public sealed class SharedBudgetTests : IAsyncLifetime
{
    private static readonly (string, string?) TenAnHour = ("Wickson:RequestsPerHour", "10");
    private ApiServer _api = null!;
    private Dashboard _one = null!;
    private Dashboard _other = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _one = await Dashboard.StartAsync(_api, TenAnHour);
        _other = await _one.AgainAsync(_api, TenAnHour);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task What_one_process_takes_is_taken_from_all()
    {
        Take(_one, 6);
        await UntilAsync(_other, state => state.Left == 4);
        Take(_other, 4);
        await UntilAsync(_one, state => state.Left == 0);

        Assert.Equal((0, 0), (Budget(_one).State.Left, Budget(_other).State.Left));
        Assert.Equal((6, 4), (Budget(_one).State.Spent.Total, Budget(_other).State.Spent.Total));
        Assert.All([_one, _other], dashboard => Assert.Throws<WicksonException>(() => Take(dashboard, 1)));
    }

    [Fact]
    public async Task Both_take_at_the_same_time_and_all_counts()
    {
        for (var turn = 0; turn < 4; turn++)
        {
            Take(_one, 1);
            Take(_other, 1);
        }

        await UntilAsync(_one, state => state.Left == 2);
        await UntilAsync(_other, state => state.Left == 2);
    }

    [Fact]
    public async Task A_request_that_never_left_the_machine_is_given_back_to_all()
    {
        var ticket = Budget(_one).Take(RequestPurpose.Interactive);
        await UntilAsync(_other, state => state.Left == 9);

        Budget(_one).GiveBack(ticket);

        await UntilAsync(_other, state => state.Left == 10);
    }

    [Fact]
    public async Task What_the_server_tells_one_process_all_know()
    {
        Take(_other, 3);
        await UntilAsync(_one, state => state.Left == 7);
        Settle(_one, new RateAnswer(500, 321, _one.Clock.GetUtcNow().AddMinutes(20)));

        await UntilAsync(_other, state => state is { Limit: 500, Left: 321, IsTold: true });

        Assert.InRange(Budget(_other).State.ResetsAt!.Value - _other.Clock.GetUtcNow(), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(21));
        Take(_other, 1);
        await UntilAsync(_one, state => state.Left == 320);
    }

    [Fact]
    public async Task A_pause_of_one_process_holds_the_others_until_one_is_served()
    {
        Settle(_one, new RateAnswer { IsRefusal = true, RetryAt = _one.Clock.GetUtcNow().AddMinutes(30) });
        await UntilAsync(_other, state => state.PausedUntil is not null);
        Assert.Throws<WicksonException>(() => Take(_other, 1));

        _one.Clock.Advance(TimeSpan.FromMinutes(30));
        Settle(_one, new RateAnswer());

        await UntilAsync(_other, state => state.PausedUntil is null);
        Take(_other, 1);
    }

    [Fact]
    public async Task Without_the_database_each_process_goes_on_and_what_it_took_counts_when_it_is_back()
    {
        Take(_one, 1);
        await UntilAsync(_other, state => state.Left == 9);
        await TestDatabase.QueryAsync(_one.Folder, "ALTER TABLE request_budgets RENAME TO gone");

        Take(_one, 2);
        await UntilAsync(_one, _ => Warnings(_one) == 1);
        Take(_one, 2);
        Assert.Equal(5, Budget(_one).State.Left);
        await TestDatabase.QueryAsync(_one.Folder, "ALTER TABLE gone RENAME TO request_budgets");

        await UntilAsync(_other, state => state.Left == 5);
        Assert.Equal(1, Warnings(_one));
    }

    [Fact]
    public async Task A_process_that_starts_knows_what_was_spent()
    {
        Take(_one, 6);
        await UntilAsync(_other, state => state.Left == 4);

        await using var third = await _one.AgainAsync(_api, TenAnHour);

        await UntilAsync(third, state => state.Left == 4);
    }

    private static RequestBudget Budget(Dashboard dashboard) => dashboard.Services.GetRequiredService<RequestBudget>();

    private static void Take(Dashboard dashboard, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            Budget(dashboard).Take(RequestPurpose.Interactive);
        }
    }

    private static void Settle(Dashboard dashboard, RateAnswer answer) =>
        Budget(dashboard).Settle(Budget(dashboard).Take(RequestPurpose.Interactive), answer);

    private static int Warnings(Dashboard dashboard) => dashboard.Log.Count(line => line.StartsWith("The request budget is not shared", StringComparison.Ordinal));

    // Each looks by its own clock what the others did. The steps become rarer, so that no window and no pause ends of slowness.
    private Task UntilAsync(Dashboard dashboard, Func<BudgetState, bool> condition)
    {
        return LookAsync().InTimeAsync("the budget", () => Budget(dashboard).State.ToString());

        async Task LookAsync()
        {
            for (var step = 1; !condition(Budget(dashboard).State); step++)
            {
                _one.Clock.Advance(TimeSpan.FromSeconds(2));
                _other.Clock.Advance(TimeSpan.FromSeconds(2));
                await Task.Delay(Math.Min(10 * step, 500), TestContext.Current.CancellationToken);
            }
        }
    }
}
