using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Adds something to the answers of another results service. What is not overridden is passed on.</summary>
public abstract class ResultsDecorator(IResultsService inner) : IResultsService
{
    public SourceMode Mode => inner.Mode;

    public virtual Task<Answer<BatchList>> GetBatchesAsync(BatchListQuery query, CancellationToken cancellation) => inner.GetBatchesAsync(query, cancellation);

    public virtual Task<Answer<BatchList>> FindBatchesAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => inner.FindBatchesAsync(ids, cancellation);

    public Task<IReadOnlyList<OpenedBatch>> OpenAsync(IReadOnlyList<BatchId> ids, CancellationToken cancellation) => inner.OpenAsync(ids, cancellation);

    public virtual Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) => inner.GetBatchAsync(id, query, cancellation);

    public virtual Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) => inner.GetJobAsync(id, job, cancellation);

    public virtual Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) =>
        inner.GetErrorGroupAsync(id, errorType, page, cancellation);

    public Task<Answer<FailureGroupsView>> GetFailureGroupsAsync(BatchId id, string errorType, string? detailKey, CancellationToken cancellation) =>
        inner.GetFailureGroupsAsync(id, errorType, detailKey, cancellation);

    public virtual Task<Answer<ErrorTrends>> GetErrorTrendsAsync(ErrorsQuery query, CancellationToken cancellation) => inner.GetErrorTrendsAsync(query, cancellation);

    public virtual Task<Answer<AdviceRates>> GetAdviceRatesAsync(CancellationToken cancellation) => inner.GetAdviceRatesAsync(cancellation);

    public virtual Task<Answer<SearchResults>> SearchAsync(string text, CancellationToken cancellation) => inner.SearchAsync(text, cancellation);

    public Task<Answer<MediaView>> GetMediaAsync(MediaId id, bool includeChunks, CancellationToken cancellation) => inner.GetMediaAsync(id, includeChunks, cancellation);

    public Task<Answer<MediaListView>> ListMediaAsync(MediaListQuery query, CancellationToken cancellation) => inner.ListMediaAsync(query, cancellation);

    public Task<Problem?> RefreshAsync(BatchId id, CancellationToken cancellation) => inner.RefreshAsync(id, cancellation);

    public Task<Problem?> CopyAsync(BatchId id, CancellationToken cancellation) => inner.CopyAsync(id, cancellation);

    public Task StopCopyAsync(BatchId id) => inner.StopCopyAsync(id);

    public Task<Answer<CancelledBatch>> CancelAsync(BatchId id, CancellationToken cancellation) => inner.CancelAsync(id, cancellation);

    public IDisposable Subscribe(BatchId? id, Action<BatchId> changed) => inner.Subscribe(id, changed);

    public long Announced(BatchId? id) => inner.Announced(id);
}
