using BatchDashboard.Following;
using BatchDashboard.Lineage;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Data;

/// <summary>Of two machines on one server, the clock of one is ahead: it takes nothing that the other one holds.</summary>
[Trait(TestDatabase.Trait, "PostgreSql")]
public sealed class ServerClockTests : IAsyncLifetime
{
    private static readonly BatchId Batch = BatchId.Parse("b");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private TemporaryCache _one = null!;
    private TemporaryCache _ahead = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.True(TestDatabase.IsPostgreSql, "These tests need a PostgreSQL server: ./test.sh starts one.");
        _one = await TemporaryCache.CreateAsync();
        _ahead = await _one.RestartAsync();
        _ahead.Clock.Advance(TimeSpan.FromHours(1));
    }

    public ValueTask DisposeAsync()
    {
        _ahead.Dispose();
        _one.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_download_is_taken_over_when_its_lease_has_run_out_on_the_server()
    {
        Assert.True(await _one.Store.TryLeaseAsync(Batch, "one", Lease, Token));
        Assert.False(await _ahead.Store.TryLeaseAsync(Batch, "ahead", Lease, Token));

        await TestDatabase.AgeAsync(_one.Directory, "copy_leases", "expires_at", Lease);

        Assert.True(await _ahead.Store.TryLeaseAsync(Batch, "ahead", Lease, Token));
        Assert.False(await _one.Store.TryLeaseAsync(Batch, "one", Lease, Token));
    }

    [Fact]
    public async Task A_message_that_one_machine_sends_is_not_sent_by_the_other()
    {
        var (one, ahead) = (new FollowStore(_one.Database, _one.Clock), new FollowStore(_ahead.Database, _ahead.Clock));
        var now = _one.Clock.GetUtcNow();
        var message = await one.AddDeliveryAsync(
            new DeliveryEntry(0, "rule", null, "hook", "delivery", "https://example.com", "{}", DeliveryState.Waiting, 0, now, now, null, null), Lease, Token);
        Assert.Empty((await ahead.DueAsync(Token)).Due);
        Assert.False(await ahead.TakeDeliveryAsync(message.Key, Lease, Token));

        await TestDatabase.AgeAsync(_one.Directory, "deliveries", "taken_until", Lease);

        Assert.Equal(message.Key, Assert.Single((await ahead.DueAsync(Token)).Due).Key);
        Assert.True(await ahead.TakeDeliveryAsync(message.Key, Lease, Token));
        Assert.False(await one.TakeDeliveryAsync(message.Key, Lease, Token));
        await one.SettleDeliveryAsync(message, Token);
        Assert.True(await one.TakeDeliveryAsync(message.Key, Lease, Token));
    }

    [Fact]
    public async Task A_batch_that_one_machine_sends_is_not_lost_to_the_other_and_its_files_are_not_sent_twice()
    {
        await PlanAsync(_ahead, "first");
        await PlanAsync(_one, "second");
        Assert.True(await _one.Resubmissions.TryBeginAsync("second", 1, Token));

        Assert.Empty(await _ahead.Resubmissions.LoseSendingAsync(Lease, "Lost.", Token));
        Assert.False(await _ahead.Resubmissions.TryBeginAsync("first", 1, Token));

        await TestDatabase.AgeAsync(_one.Directory, "resubmitted_batches", "alive_at", Lease);
        Assert.Equal(["second"], await _ahead.Resubmissions.LoseSendingAsync(Lease, "Lost.", Token));

        static Task PlanAsync(TemporaryCache cache, string id) => cache.Resubmissions.CreateAsync(
            new NewResubmission(id, "docs", false, "Ada", [new ResubmittedFile(1, "batch-b", "job-1", null, null, null, "a.pdf", 10)]), Token);
    }

    [Fact]
    public async Task An_hours_requests_are_not_begun_again_by_the_machine_whose_hour_is_over()
    {
        await using var api = await ApiServer.StartAsync();
        await using var one = await Dashboard.StartAsync(api);
        await using var ahead = await Dashboard.StartInAsync(
            one.Folder, api, services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(one.Clock.GetUtcNow().AddHours(2))));
        var (budget, aheadOf) = (one.Services.GetRequiredService<RequestBudget>(), ahead.Services.GetRequiredService<RequestBudget>());

        budget.Settle(budget.Take(RequestPurpose.Interactive), new RateAnswer(1000, 300, one.Clock.GetUtcNow().AddMinutes(50)));
        for (var step = 1; aheadOf.State.Left != 300; step++)
        {
            ahead.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(Math.Min(10 * step, 500), Token);
        }

        Assert.InRange(aheadOf.State.ResetsAt!.Value - ahead.Clock.GetUtcNow(), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(51));
    }
}
