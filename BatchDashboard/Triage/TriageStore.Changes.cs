using System.Security.Cryptography;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Triage;

public sealed partial class TriageStore
{
    // Of many conflicts these are told; the others are like them.
    private const int MaxConflicts = 20;

    /// <summary>Changes one target, unless it is no longer as it was seen.</summary>
    /// <param name="seen">The revision that the operator saw; 0 for none.</param>
    public Task<TriageOutcome> ChangeAsync(TriageTarget target, TriageChange change, long seen, CancellationToken cancellation) =>
        ChangeAsync(target.Batch.Value, target.Scope, [target.Key], change, _ => seen, cancellation);

    /// <summary>Changes several jobs together, all or none of them.</summary>
    /// <param name="seen">The revisions when they were selected; null to change them whatever they are now.</param>
    public Task<TriageOutcome> ChangeJobsAsync(
        BatchId batch, IReadOnlyCollection<string> keys, TriageChange change, IReadOnlyDictionary<string, long>? seen, CancellationToken cancellation) =>
        ChangeAsync(batch.Value, TriageScope.Job, [.. keys], change, seen is null ? null : key => seen.GetValueOrDefault(key), cancellation);

    /// <summary>
    /// Gives all that was changed together the state of before. That is a change, too, and can be undone. Nothing is
    /// undone when one of them was changed again since: those are the conflicts.
    /// </summary>
    public Task<TriageOutcome> UndoAsync(string changeId, string by, CancellationToken cancellation) => WriteAsync(
        async (context, token) =>
        {
            var (now, changes) = (_time.GetUtcNow(), context.Set<TriageChangeRow>());
            var undone = await changes.Where(change => change.ChangeId == changeId)
                .Join(
                    context.Set<TriageRow>(),
                    change => new { change.BatchId, change.Scope, change.Target },
                    row => new { row.BatchId, row.Scope, row.Target },
                    (change, row) => new { Row = row, change.Revision })
                .LeftJoin(
                    changes,
                    one => new { one.Row.BatchId, one.Row.Scope, one.Row.Target, Revision = one.Revision - 1 },
                    before => new { before.BatchId, before.Scope, before.Target, before.Revision },
                    (one, before) => new { one.Row, one.Revision, Before = before })
                .ToListAsync(token);
            return await SaveAsync(
                context,
                undone.ConvertAll(one => one.Row with
                {
                    Revision = one.Revision + 1,
                    Mark = one.Before is null
                        ? new TriageMark(TriageState.Withdrawn, null, null, by, now)
                        : one.Before.Mark with { ChangedBy = by, ChangedAt = now },
                }),
                undone.FindAll(one => one.Row.Revision != one.Revision).ConvertAll(one => one.Row),
                token);
        },
        cancellation);

    private Task<TriageOutcome> ChangeAsync(
        string batch, TriageScope scope, List<string> keys, TriageChange change, Func<string, long>? seen, CancellationToken cancellation) => WriteAsync(
        async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var present = await Rows(context, batch, scope, keys).ToDictionaryAsync(row => row.Target, StringComparer.Ordinal, token);
            var (wanted, conflicts) = (new List<TriageRow>(keys.Count), new List<TriageRow>());
            foreach (var key in keys)
            {
                var row = present.GetValueOrDefault(key);
                var mark = change.On(row?.Mark, now);
                if (row is not null && row.Mark == mark with { ChangedBy = row.Mark.ChangedBy, ChangedAt = row.Mark.ChangedAt })
                {
                    // It is so already, whoever said it.
                    continue;
                }

                var next = new TriageRow(batch, scope, key, (row?.Revision ?? 0) + 1) { Mark = mark };
                (seen is not null && seen(key) != (row?.Revision ?? 0) ? conflicts : wanted).Add(next);
            }

            return await SaveAsync(context, wanted, conflicts, token);
        },
        cancellation);

    /// <summary>Saves rows and their history, or nothing where there are conflicts.</summary>
    /// <param name="wanted">Of revision 1 those that are new.</param>
    private static async Task<TriageOutcome> SaveAsync(
        DashboardContext context, List<TriageRow> wanted, List<TriageRow> conflicts, CancellationToken cancellation)
    {
        if (conflicts is [var first, ..])
        {
            var keys = conflicts.Take(MaxConflicts).Select(row => row.Target).ToList();
            var theirs = await EntriesAsync(context, Newest(context, Rows(context, first.BatchId, first.Scope, keys)), cancellation);
            return new TriageOutcome(0, null, [.. theirs.OrderBy(entry => keys.IndexOf(entry.Target.Key))]);
        }

        if (wanted.Count == 0)
        {
            return TriageOutcome.Nothing;
        }

        foreach (var same in wanted.Where(row => row.Revision > 1).GroupBy(row => (row.BatchId, row.Scope, row.Mark)))
        {
            var (batch, scope, mark) = same.Key;
            await Rows(context, batch, scope, [.. same.Select(row => row.Target)]).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Mark, mark).SetProperty(row => row.Revision, row => row.Revision + 1), cancellation);
        }

        foreach (var batch in wanted.Select(row => row.BatchId).Distinct(StringComparer.Ordinal))
        {
            context.Announce(batch);
        }

        var changeId = RandomNumberGenerator.GetHexString(24, lowercase: true);
        await context.InsertAsync(wanted.Where(row => row.Revision == 1), cancellation);
        await context.InsertAsync(
            wanted.Select(row => new TriageChangeRow(row.BatchId, row.Scope, row.Target, row.Revision, changeId) { Mark = row.Mark }), cancellation);
        return new TriageOutcome(wanted.Count, changeId, []);
    }

    // All keys are one parameter, so that a statement takes any number of them.
    private static IQueryable<TriageRow> Rows(DashboardContext context, string batch, TriageScope scope, List<string> keys) =>
        Rows(context, batch, scope).Where(row => EF.Parameter(keys).Contains(row.Target));

    private async Task<TriageOutcome> WriteAsync(Func<DashboardContext, CancellationToken, Task<TriageOutcome>> write, CancellationToken cancellation)
    {
        var outcome = await _database.WriteAsync(
            (context, token) =>
            {
                context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                return write(context, token);
            },
            cancellation);
        if (outcome.Changed > 0)
        {
            Interlocked.Increment(ref _writes);
        }

        return outcome;
    }
}
