using BatchDashboard.Cache;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>At the start: batches that were on their way when the program ended are in doubt, and say so.</summary>
internal sealed class LostUploads(ResubmissionStore store, CacheDatabase database, ILogger<LostUploads> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!database.IsReadOnly && await store.LoseSendingAsync(ResubmissionWords.Lost, cancellationToken) is > 0 and var lost)
        {
            log.LogWarning("{Count} batches were being sent when the program ended; their outcome is not known.", lost);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
