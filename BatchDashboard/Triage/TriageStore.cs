using System.Collections.Concurrent;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Triage;

/// <summary>
/// Keeps what operators say of error groups and jobs. It names them by the API's ids, so that it outlives every copy.
/// Every method throws <see cref="DatabaseException"/> when the database cannot be used, and nothing else.
/// </summary>
public sealed partial class TriageStore(Database database, TimeProvider time)
{
    private const int MaxBatches = 16;

    /// <summary>Another process on the same database may change it, too: as old may be what is shown of that.</summary>
    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(5);

    private readonly Database _database = database;
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<BatchId, (TriageStates States, long Writes, DateTimeOffset At)> _read = new();

    // Changes by this process, which are seen at once.
    private long _writes;

    /// <summary>All triage of a batch; without a query while nothing changed.</summary>
    public async Task<TriageStates> ReadAsync(BatchId batch, CancellationToken cancellation)
    {
        var (now, writes) = (_time.GetUtcNow(), Volatile.Read(ref _writes));
        if (_read.TryGetValue(batch, out var known) && known.Writes == writes && now - known.At < TrustFor)
        {
            return known.States;
        }

        var states = await _database.ReadAsync(
            async (context, token) =>
            {
                // Changes are never deleted, so their number tells whether there is anything new.
                var revision = await context.Set<TriageChangeRow>().LongCountAsync(change => change.BatchId == batch.Value, token);
                return known.States?.Revision == revision ? known.States : await ReadAsync(context, batch, revision, token);
            },
            cancellation);
        if (_read.Count >= MaxBatches)
        {
            _read.Clear();
        }

        _read[batch] = (states, writes, now);
        return states;
    }

    /// <summary>Another process may have changed it: what was read before is not trusted any more.</summary>
    public void Forget() => Interlocked.Increment(ref _writes);

    /// <summary>The present state of one target; null when nobody ever said anything.</summary>
    public async Task<TriageEntry?> FindAsync(TriageTarget target, CancellationToken cancellation) =>
        await HistoryAsync(target, 1, cancellation) is [var newest, ..] ? newest : null;

    /// <summary>The states that a target had, the newest first.</summary>
    public Task<IReadOnlyList<TriageEntry>> HistoryAsync(TriageTarget target, int most, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<TriageEntry>>(
            async (context, token) => await EntriesAsync(
                context,
                context.Set<TriageChangeRow>()
                    .Where(change => change.BatchId == target.Batch.Value && change.Scope == target.Scope && change.Target == target.Key)
                    .OrderByDescending(change => change.Revision)
                    .Take(most),
                token),
            cancellation);

    /// <summary>Names that were given work before, the latest first.</summary>
    public Task<List<string>> AssigneesAsync(int most, CancellationToken cancellation) => _database.ReadAsync(
        (context, token) => context.Set<TriageChangeRow>()
            .Where(change => change.Mark.Assignee != null)
            .GroupBy(change => change.Mark.Assignee!)
            .OrderByDescending(name => name.Max(change => change.Mark.ChangedAt))
            .ThenBy(name => name.Key)
            .Select(name => name.Key)
            .Take(most)
            .ToListAsync(token),
        cancellation);

    /// <summary>The revisions that jobs have now, for <see cref="ChangeJobsAsync"/>; those that nobody spoke of are not there.</summary>
    public Task<IReadOnlyDictionary<string, long>> RevisionsAsync(BatchId batch, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async (context, token) => await Rows(context, batch.Value, TriageScope.Job)
                .Select(row => new { row.Target, row.Revision })
                .ToDictionaryAsync(row => row.Target, row => row.Revision, StringComparer.Ordinal, token),
            cancellation);

    private static async Task<TriageStates> ReadAsync(DashboardContext context, BatchId batch, long revision, CancellationToken cancellation)
    {
        var groups = await EntriesAsync(context, Newest(context, Rows(context, batch.Value, TriageScope.Errors)), cancellation);

        // A hundred thousand jobs that were changed together have one state, and one text of a note.
        var marks = new Dictionary<TriageMark, TriageMark>();
        var jobs = new Dictionary<string, TriageMark>(StringComparer.Ordinal);
        var rows = Rows(context, batch.Value, TriageScope.Job)
            .Where(row => row.Mark.State != TriageState.Withdrawn)
            .Select(row => new { row.Target, row.Mark });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            marks.TryAdd(row.Mark, row.Mark);
            jobs[row.Target] = marks[row.Mark];
        }

        // An error type may have been spoken of in two spellings: the last word counts.
        var byType = groups
            .GroupBy(entry => entry.Target.Key, WordComparer.Instance)
            .ToDictionary(type => type.Key!, type => type.MaxBy(entry => entry.Mark.ChangedAt)!, WordComparer.Instance);
        return new TriageStates(batch, revision, byType, jobs);
    }

    private static IQueryable<TriageRow> Rows(DashboardContext context, string batch, TriageScope scope) =>
        context.Set<TriageRow>().Where(row => row.BatchId == batch && row.Scope == scope);

    /// <summary>The changes that made rows what they are.</summary>
    private static IQueryable<TriageChangeRow> Newest(DashboardContext context, IQueryable<TriageRow> rows) =>
        from row in rows
        join change in context.Set<TriageChangeRow>()
            on new { row.BatchId, row.Scope, row.Target, row.Revision } equals new { change.BatchId, change.Scope, change.Target, change.Revision }
        select change;

    private static async Task<List<TriageEntry>> EntriesAsync(DashboardContext context, IQueryable<TriageChangeRow> changes, CancellationToken cancellation)
    {
        var all = context.Set<TriageChangeRow>();
        var entries = await changes
            .Select(change => new { Change = change, Together = all.Count(other => other.ChangeId == change.ChangeId) })
            .ToListAsync(cancellation);
        return entries.ConvertAll(entry => new TriageEntry(
            new TriageTarget(BatchId.Parse(entry.Change.BatchId), entry.Change.Scope, entry.Change.Target),
            entry.Change.Mark,
            entry.Change.Revision,
            entry.Change.ChangeId,
            entry.Together));
    }
}
