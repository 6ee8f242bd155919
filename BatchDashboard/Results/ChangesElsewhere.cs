using BatchDashboard.Data;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Tells the pages of this process what other processes on the same database have changed.</summary>
internal sealed class ChangesElsewhere(Database database, BatchChanges changes, TriageStore triage) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.ListenAsync(
        batch =>
        {
            triage.Forget();
            foreach (var changed in batch is null ? changes.Looked().Batches : BatchId.TryParse(batch, out var id) ? [id] : [])
            {
                changes.Announce(changed);
            }
        },
        stoppingToken);
}
