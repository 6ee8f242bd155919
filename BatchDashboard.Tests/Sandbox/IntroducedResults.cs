using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>A results service that only remembers what it was asked to open.</summary>
internal sealed class IntroducedResults : IResultsService
{
    private readonly TaskCompletionSource<IReadOnlyList<BatchId>> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyList<BatchId>> Opened => _opened.Task;

    public int Calls { get; private set; }

    public Exception? Failure { get; set; }

    public Func<BatchId, Problem?> Outcome { get; set; } = _ => null;

    public SourceMode Mode => SourceMode.Sandbox;

    public Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation)
    {
        Calls++;
        _opened.TrySetResult(ids);
        return Failure is null
            ? Task.FromResult<IReadOnlyList<OpenedBatch>>([.. ids.Select(id => new OpenedBatch(id, Outcome(id)))])
            : Task.FromException<IReadOnlyList<OpenedBatch>>(Failure);
    }

    public Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task StopCopyAsync(BatchId id) => throw new NotSupportedException();

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => throw new NotSupportedException();

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => throw new NotSupportedException();

    public long Announced(BatchId? id) => throw new NotSupportedException();
}
