namespace BatchDashboard.Wickson;

/// <summary>Calls the API. Every method throws <see cref="WicksonException"/> for a failure, and <see cref="OperationCanceledException"/> only when its own token asks.</summary>
public sealed class WicksonClient(HttpClient http, IWicksonEndpoint endpoint)
{
    private readonly HttpClient _http = http;
    private readonly IWicksonEndpoint _endpoint = endpoint;

    /// <summary>One page of a batch's results. <paramref name="page"/> starts at 1.</summary>
    public Task<ResultsBody> GetResultsAsync(BatchId batch, int page, int pageSize, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<StatusBody> GetStatusAsync(BatchId batch, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>Cancels a batch. Never retried.</summary>
    public Task<StateBody> CancelAsync(BatchId batch, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<MediaBody> GetMediaAsync(MediaId media, bool includeChunks, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ServiceStatusBody> GetServiceStatusAsync(CancellationToken cancellation) =>
        throw new NotSupportedException();
}
