using BatchDashboard.Data;
using BatchDashboard.Lineage;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>
/// Keeps telling the database which batches are on their way in this process. Those that no process tells of any more, for
/// it was stopped, are in doubt, and say so.
/// </summary>
public sealed class LostUploads(
    ResubmissionStore store, ResubmissionChanges changes, Database database, TimeProvider time, ILogger<LostUploads> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Several tellings may fail while the database is busy.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly PeriodicTimer _timer = new(Interval, time);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.IsReadOnly)
        {
            return;
        }

        do
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (DatabaseException failure)
            {
                log.LogWarning("Batches on their way could not be looked up: {Reason}", failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A defect here must not stop the whole app; the next turn tries again.
                log.LogError(failure, "Batches on their way were not looked up.");
            }
        }
        while (await _timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        if (changes.Running() is { Count: > 0 } running)
        {
            await store.KeepSendingAsync(running, cancellation);
        }

        var lost = await store.LoseSendingAsync(Silence, ResubmissionWords.Lost, cancellation);
        foreach (var resubmission in lost.CountBy(id => id, StringComparer.Ordinal))
        {
            log.LogWarning(
                "Resubmission {Resubmission} had batches on their way when the program that sent them ended; their outcome is not known: {Count}.",
                resubmission.Key,
                resubmission.Value);
            changes.Tell(resubmission.Key);
        }
    }
}
