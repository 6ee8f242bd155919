using System.Collections.Concurrent;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache.Triage;

/// <summary>
/// Keeps what operators say of error groups and jobs. It names them by the API's ids, so that it outlives every copy.
/// Every method throws <see cref="CacheException"/> when the database cannot be used, and nothing else.
/// </summary>
public sealed class TriageStore(CacheDatabase database, TimeProvider time)
{
    private const int MostBatches = 16;

    /// <summary>Another process on the same file may change it, too: as old may be what is shown of that.</summary>
    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<BatchId, (TriageStates States, long Changes, DateTimeOffset At)> _read = new();
    private long _revision;

    /// <summary>Grows with every change that this process makes or sees.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>All triage of a batch; without a query while nothing changed.</summary>
    public async Task<TriageStates> ReadAsync(BatchId batch, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_read.TryGetValue(batch, out var known) && known.States.Revision == Revision && now - known.At < TrustFor)
        {
            return known.States;
        }

        var revision = Revision;
        var (states, changes) = await database.ReadAsync(
            (reader, token) =>
            {
                // Changes are never deleted, so their number tells whether there is anything new.
                var last = CacheReader.Number(reader.Prepare("SELECT max(rowid) FROM triage_changes"));
                return known.States is { } same && known.Changes == last
                    ? (same with { Revision = revision }, last)
                    : (TriageTable.Read(reader, batch, revision, token), last);
            },
            cancellation);
        if (known.States is not null && known.Changes != changes && known.States.Revision == revision)
        {
            // By another process: what was made of the states of before is no longer true.
            states = states with { Revision = Interlocked.Increment(ref _revision) };
        }

        if (_read.Count >= MostBatches)
        {
            _read.Clear();
        }

        _read[batch] = (states, changes, now);
        return states;
    }

    /// <summary>The present state of one target; null when nobody ever said anything.</summary>
    public Task<TriageEntry?> FindAsync(TriageTarget target, CancellationToken cancellation) =>
        database.ReadAsync((reader, _) => TriageTable.Find(reader, target), cancellation);

    /// <summary>The states that a target had, the newest first.</summary>
    public Task<IReadOnlyList<TriageEntry>> HistoryAsync(TriageTarget target, int most, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<TriageEntry>>((reader, _) => TriageTable.History(reader, target, most), cancellation);

    /// <summary>Names that were given work before, the latest first.</summary>
    public Task<IReadOnlyList<string>> AssigneesAsync(int most, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<string>>(
            (reader, _) => CacheReader.All(
                reader.Prepare("SELECT assignee FROM triage_changes WHERE assignee IS NOT NULL GROUP BY assignee ORDER BY max(rowid) DESC LIMIT ?1").Bind(1, most),
                row => row.Text(0) ?? ""),
            cancellation);

    /// <summary>The revisions that jobs have now, for <see cref="ChangeJobsAsync"/>; those that nobody spoke of are not there.</summary>
    public Task<IReadOnlyDictionary<string, long>> RevisionsAsync(BatchId batch, CancellationToken cancellation) =>
        database.ReadAsync((reader, _) => TriageTable.Revisions(reader, batch), cancellation);

    /// <summary>Changes one target, unless it is no longer as it was seen.</summary>
    /// <param name="seen">The revision that the operator saw; 0 for none.</param>
    public Task<TriageOutcome> ChangeAsync(TriageTarget target, TriageChange change, long seen, CancellationToken cancellation) =>
        WriteAsync(writer => writer.Change([target], change, _ => seen), cancellation);

    /// <summary>Changes several jobs together, all or none of them.</summary>
    /// <param name="seen">The revisions when they were selected; null to change them whatever they are now.</param>
    public Task<TriageOutcome> ChangeJobsAsync(
        BatchId batch, IReadOnlyCollection<string> keys, TriageChange change, IReadOnlyDictionary<string, long>? seen, CancellationToken cancellation) =>
        WriteAsync(
            writer => writer.Change(
                keys.Select(key => TriageTarget.OfJob(batch, key)),
                change,
                seen is null ? null : target => seen.GetValueOrDefault(target.Key)),
            cancellation);

    /// <summary>
    /// Gives all that was changed together the state of before. That is a change, too, and can be undone. Nothing is
    /// undone when one of them was changed again since: those are the conflicts.
    /// </summary>
    public Task<TriageOutcome> UndoAsync(string changeId, string by, CancellationToken cancellation) =>
        WriteAsync(writer => writer.Undo(changeId, by), cancellation);

    private async Task<TriageOutcome> WriteAsync(Func<TriageWriter, TriageOutcome> write, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var outcome = await database.WriteAsync((reader, token) => write(new TriageWriter(reader, now, token)), cancellation);
        if (outcome.Changed > 0)
        {
            Interlocked.Increment(ref _revision);
        }

        return outcome;
    }
}
