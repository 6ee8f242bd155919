using BatchDashboard.Cache;
using BatchDashboard.Results;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>At the start: batches that were on their way when the program ended are in doubt, and say so.</summary>
internal sealed class LostUploads(ResubmissionStore store, CacheDatabase database, IResultsService results, ILogger<LostUploads> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // In cache mode nothing is sent: what is on its way belongs to another process on the same database.
        if (!database.IsReadOnly && results.Mode != SourceMode.Cache && await store.LoseSendingAsync(ResubmissionWords.Lost, cancellationToken) is > 0 and var lost)
        {
            log.LogWarning("{Count} batches were being sent when the program ended; their outcome is not known.", lost);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
