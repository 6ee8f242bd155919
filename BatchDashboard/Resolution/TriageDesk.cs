using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution;

/// <summary>What came of an attempt to change triage: it worked, somebody else was first, or there is a problem.</summary>
/// <param name="Changed">Targets that have another state now.</param>
/// <param name="ChangeId">To undo it with; null when nothing was changed.</param>
/// <param name="Conflicts">What others changed since it was seen; then nothing was changed.</param>
public sealed record TriageResult(int Changed, string? ChangeId, IReadOnlyList<TriageEntry> Conflicts, Problem? Problem = null);

/// <summary>Where operators say who works on a failure and where it stands. Others who look at the batch see it at once.</summary>
public sealed class TriageDesk(TriageStore store, BatchChanges changes)
{
    /// <summary>So many jobs are changed in one transaction, which keeps other writers waiting for some seconds.</summary>
    public const int MaxJobs = 100_000;

    private const int MaxNames = 50;

    /// <param name="seen">The revision that the operator saw; 0 when nobody had said anything.</param>
    public Task<TriageResult> ChangeAsync(TriageTarget target, TriageDraft draft, long seen, string by, CancellationToken cancellation) =>
        draft.Obstacle is { } obstacle
            ? Task.FromResult(Refused(obstacle))
            : RunAsync(target.Batch, () => store.ChangeAsync(target, draft.ToChange(by), seen, cancellation));

    /// <param name="seen">From <see cref="RevisionsAsync"/>, when the jobs were shown; null to change them whatever they are now.</param>
    public Task<TriageResult> ChangeJobsAsync(
        JobScope jobs, TriageDraft draft, IReadOnlyDictionary<string, long>? seen, string by, CancellationToken cancellation) =>
        jobs.Keys.Count > MaxJobs
            ? Task.FromResult(Refused(
                FormattableString.Invariant($"{jobs.Keys.Count:N0} files are selected, and at most {MaxJobs:N0} are changed at once. Select fewer, or change the error group instead.")))
            : draft.Obstacle is { } obstacle
                ? Task.FromResult(Refused(obstacle))
                : RunAsync(jobs.BatchId, () => store.ChangeJobsAsync(jobs.BatchId, jobs.Keys, draft.ToChange(by), seen, cancellation));

    /// <summary>Undoes a change of the batch, with all that was changed together with it.</summary>
    public Task<TriageResult> UndoAsync(BatchId batch, string changeId, string by, CancellationToken cancellation) =>
        RunAsync(batch, () => store.UndoAsync(changeId, by, cancellation));

    /// <summary>The revisions of the batch's jobs now, to change them only if they stay so.</summary>
    public Task<Answer<IReadOnlyDictionary<string, long>>> RevisionsAsync(BatchId batch, CancellationToken cancellation) =>
        ReadAsync(() => store.RevisionsAsync(batch, cancellation));

    /// <summary>The states that a target had, the newest first.</summary>
    public Task<Answer<IReadOnlyList<TriageEntry>>> HistoryAsync(TriageTarget target, int most, CancellationToken cancellation) =>
        ReadAsync(() => store.HistoryAsync(target, most, cancellation));

    /// <summary>Names used before. Nobody is kept waiting for them: none when they cannot be read.</summary>
    public async Task<IReadOnlyList<string>> AssigneesAsync(CancellationToken cancellation) =>
        (await ReadAsync(() => store.AssigneesAsync(MaxNames, cancellation))).Value ?? [];

    private static TriageResult Refused(string sentence) => new(0, null, [], new Problem(ProblemKind.BadInput, sentence, ""));

    private static async Task<Answer<T>> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return new Answer<T>(await read());
        }
        catch (DatabaseException exception)
        {
            return new Answer<T>(null, ProblemWords.Of(exception));
        }
    }

    private async Task<TriageResult> RunAsync(BatchId batch, Func<Task<TriageOutcome>> write)
    {
        try
        {
            var outcome = await write();
            if (outcome.Changed > 0)
            {
                changes.Announce(batch);
            }

            return new TriageResult(outcome.Changed, outcome.ChangeId, outcome.Conflicts);
        }
        catch (DatabaseException exception)
        {
            return new TriageResult(0, null, [], ProblemWords.Of(exception));
        }
    }
}
