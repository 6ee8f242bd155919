using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>An API that takes its time must not hide what is here.</summary>
public sealed class SlowAnswerTests : IAsyncLifetime
{
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _waiting;
    private int _most;
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _dashboard = await Dashboard.StartAsync(_api, ("Wickson:Timeout", "00:00:30"));
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_copy_is_shown_after_three_seconds_and_the_answer_when_it_comes()
    {
        await _dashboard.Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(5));
        Hold(expected: 1);

        var asking = _dashboard.Results.GetBatchAsync(Sample, JobQuery.Default, Token);
        await _asked.Task.InTimeAsync();
        _dashboard.Clock.Advance(LivePages.Patience);
        var early = await asking.InTimeAsync();

        Assert.Equal(50, early.Value!.Jobs.Rows.Count);
        Assert.Equal(FreshnessKind.PartialCopy, early.Value.Batch.Freshness.Kind);
        Assert.Equal("Wickson has not answered about the batch “batch-abc123” yet.", early.Problem!.Sentence);

        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var page = _dashboard.Changes.Subscribe(Sample, _ => answered.TrySetResult());
        _release.SetResult();
        await answered.Task.InTimeAsync();
        var late = await _dashboard.Results.GetBatchAsync(Sample, JobQuery.Default, Token);

        Assert.Null(late.Problem);
        Assert.Equal(FreshnessKind.Live, late.Value!.Batch.Freshness.Kind);
        Assert.Equal(2, _api.Requests.Count);
    }

    [Fact]
    public async Task Many_batches_are_opened_a_few_at_a_time_and_told_in_their_order()
    {
        Hold(expected: 4);
        var ids = new[] { "batch-empty", "batch-of-nobody", "batch-abc123", "batch-small-pages", "batch-running", "batch-hostile-names" };

        var opening = _dashboard.Results.OpenAsync([.. ids.Select(BatchId.Parse)], Token);
        await _asked.Task.InTimeAsync();
        _release.SetResult();
        var opened = await opening;

        Assert.Equal(4, _most);
        Assert.Equal(ids, opened.Select(one => one.Id.Value));
        Assert.Equal([false, true, false, false, false, false], opened.Select(one => one.Problem is not null));
    }

    // Done when so many requests wait; all wait for the release.
    private void Hold(int expected) => _api.Intercept = async _ =>
    {
        lock (_gate)
        {
            _most = Math.Max(_most, ++_waiting);
            if (_waiting == expected)
            {
                _asked.TrySetResult();
            }
        }

        await _release.Task;
        lock (_gate)
        {
            _waiting--;
        }

        return false;
    };
}
