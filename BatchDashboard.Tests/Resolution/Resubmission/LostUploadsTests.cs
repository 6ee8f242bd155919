using BatchDashboard.Lineage;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Startup;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>Two processes on one database: what the one sends is not lost because the other starts.</summary>
public sealed class LostUploadsTests : IAsyncLifetime
{
    private const string Id = "sent-1";
    private readonly ResubmissionChanges _changes = new();
    private TemporaryCache _cache = null!;
    private ResubmissionStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cache = await TemporaryCache.CreateAsync();
        _store = _cache.Resubmissions;
        await _store.CreateAsync(
            new NewResubmission(
                Id, "docs", false, "Ada",
                [.. Enumerable.Range(1, 2).Select(number => new ResubmittedFile(number, "batch-a", $"job-{number}", "a.pdf", null, null, "a.pdf", 1))]),
            Token);
    }

    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_another_living_process_sends_stays_on_its_way_however_long()
    {
        using var sender = Process(_changes);
        Assert.True(await _store.TryBeginAsync(Id, 1, Token));
        _changes.Begin(Id, 1, 1, Token);
        await sender.StartAsync(Token);
        using var other = Process(new ResubmissionChanges());
        await other.StartAsync(Token);

        // A dead one's beside it shows that the other process looks.
        Assert.True(await _store.TryBeginAsync(Id, 2, Token));
        await UntilAsync(async () => await StateAsync(2) == ResubmittedBatchState.Unknown, isRenewed: true);

        Assert.Equal(ResubmittedBatchState.Sending, await StateAsync(1));
        Assert.True(await _store.AcceptAsync(Id, 1, "batch-new", null, Token));
        await sender.StopAsync(Token);
        await other.StopAsync(Token);
    }

    [Fact]
    public async Task When_the_process_that_sends_ends_the_others_tell_that_it_is_in_doubt()
    {
        Assert.True(await _store.TryBeginAsync(Id, 1, Token));
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var page = _changes.Subscribe(Id, told.SetResult);
        using var other = Process(_changes);
        await other.StartAsync(Token);

        await UntilAsync(async () => await StateAsync(1) == ResubmittedBatchState.Unknown);
        await told.Task.InTimeAsync();

        Assert.Equal(ResubmittedBatchState.Planned, await StateAsync(2));
        await other.StopAsync(Token);
    }

    private LostUploads Process(ResubmissionChanges changes) => new(_store, changes, _cache.Database, _cache.Clock, NullLogger<LostUploads>.Instance);

    private async Task<ResubmittedBatchState> StateAsync(int number) => (await _store.FindAsync(Id, Token))!.Batches.Single(batch => batch.Number == number).State;

    private Task<object?> AliveAsync() => _cache.QueryAsync("SELECT alive_at FROM resubmitted_batches WHERE number = 1");

    /// <summary>Moves the clock on; when the first batch is still sent, not again before that was said.</summary>
    private async Task UntilAsync(Func<Task<bool>> condition, bool isRenewed = false)
    {
        while (!await condition())
        {
            await TestDatabase.AgeAsync(_cache.Directory, "resubmitted_batches", "alive_at", LostUploads.Interval);
            var before = await AliveAsync();
            _cache.Clock.Advance(LostUploads.Interval);
            while (isRenewed && Equals(before, await AliveAsync()))
            {
                Token.ThrowIfCancellationRequested();
            }
        }
    }
}
