using System.Security.Cryptography;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache.Triage;

/// <summary>Changes triage within one transaction.</summary>
internal sealed class TriageWriter(CacheReader reader, DateTimeOffset now, CancellationToken cancellation)
{
    /// <summary>Of many conflicts these are told; the others are like them.</summary>
    private const int MostConflicts = 20;

    private readonly string _changeId = RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly List<TriageEntry> _conflicts = [];
    private int _changed;

    /// <param name="seen">The revision of a target that was seen; null when it does not matter.</param>
    public TriageOutcome Change(IEnumerable<TriageTarget> targets, TriageChange change, Func<TriageTarget, long>? seen)
    {
        var planned = new List<(TriageTarget Target, TriageMark Mark, long Revision)>();
        foreach (var target in targets)
        {
            cancellation.ThrowIfCancellationRequested();
            var (mark, revision) = Present(target);
            var wanted = new TriageMark(
                change.State, Wanted(change.Assignee, mark?.Assignee), Wanted(change.Note, mark?.Note), change.By, Moment());
            if (mark is { IsWithdrawn: false } && Says(mark) == Says(wanted))
            {
                // It is so already, whoever said it.
                continue;
            }

            if (seen is not null && seen(target) != revision)
            {
                AddConflict(target);
            }
            else
            {
                planned.Add((target, wanted, revision + 1));
            }
        }

        if (_conflicts.Count == 0)
        {
            planned.ForEach(one => Write(one.Target, one.Mark, one.Revision));
        }

        return Outcome();
    }

    public TriageOutcome Undo(string changeId, string by)
    {
        var changed = CacheReader.All(
            reader.Prepare("SELECT batch_id, scope, target, revision FROM triage_changes WHERE change_id = ?1").Bind(1, changeId),
            row => (Target: new TriageTarget(BatchId.Parse(row.Text(0) ?? ""), TriageTable.Scope(row.Text(1)), row.Text(2) ?? ""), Revision: row.Long(3)));
        foreach (var (target, revision) in changed)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Present(target).Revision != revision)
            {
                AddConflict(target);
            }
        }

        if (_conflicts.Count == 0)
        {
            foreach (var (target, revision) in changed)
            {
                cancellation.ThrowIfCancellationRequested();
                var before = Before(target, revision);
                Write(
                    target,
                    before is null
                        ? new TriageMark(TriageState.Open, null, null, by, Moment()) { IsWithdrawn = true }
                        : before with { ChangedBy = by, ChangedAt = Moment() },
                    revision + 1);
            }
        }

        return Outcome();
    }

    private static (TriageState State, string? Assignee, string? Note) Says(TriageMark mark) => (mark.State, mark.Assignee, mark.Note);

    private static string? Wanted(string? asked, string? present) => asked is null ? present : asked.Length == 0 ? null : asked;

    // As precise as it is stored, so that jobs changed together compare as equal.
    private DateTimeOffset Moment() => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());

    private void AddConflict(TriageTarget target)
    {
        if (_conflicts.Count < MostConflicts && TriageTable.Find(reader, target) is { } theirs)
        {
            _conflicts.Add(theirs);
        }
    }

    private TriageOutcome Outcome() => _conflicts.Count > 0 ? new TriageOutcome(0, null, _conflicts)
        : _changed == 0 ? TriageOutcome.Nothing
        : new TriageOutcome(_changed, _changeId, []);

    private (TriageMark? Mark, long Revision) Present(TriageTarget target)
    {
        var row = TriageTable.Bind(
            reader.Prepare(
                """
                SELECT state, assignee, note, changed_by, changed_at, revision FROM triage
                WHERE batch_id = ?1 AND scope = ?2 AND target = ?3
                """),
            target);
        var present = row.Step() ? (TriageTable.MarkOf(row, 0), row.Long(5)) : ((TriageMark?)null, 0L);
        row.Reset();
        return present;
    }

    private TriageMark? Before(TriageTarget target, long revision)
    {
        var row = TriageTable.Bind(
            reader.Prepare(
                """
                SELECT state, assignee, note, changed_by, changed_at FROM triage_changes
                WHERE batch_id = ?1 AND scope = ?2 AND target = ?3 AND revision = ?4
                """),
            target).Bind(4, revision - 1);
        var before = row.Step() ? TriageTable.MarkOf(row, 0) : null;
        row.Reset();
        return before;
    }

    private void Write(TriageTarget target, TriageMark mark, long revision)
    {
        Bind(
            reader.Prepare(
                """
                INSERT INTO triage (batch_id, scope, target, state, assignee, note, changed_by, changed_at, revision)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                ON CONFLICT (batch_id, scope, target) DO UPDATE SET state = excluded.state, assignee = excluded.assignee,
                    note = excluded.note, changed_by = excluded.changed_by, changed_at = excluded.changed_at, revision = excluded.revision
                """),
            target,
            mark,
            revision).Run();
        Bind(
            reader.Prepare(
                """
                INSERT INTO triage_changes (batch_id, scope, target, state, assignee, note, changed_by, changed_at, revision, change_id)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """),
            target,
            mark,
            revision).Bind(10, _changeId).Run();
        _changed++;
    }

    private static Statement Bind(Statement statement, TriageTarget target, TriageMark mark, long revision) =>
        TriageTable.Bind(statement, target)
            .Bind(4, TriageTable.StateWord(mark))
            .Bind(5, mark.Assignee)
            .Bind(6, mark.Note)
            .Bind(7, mark.ChangedBy)
            .Bind(8, mark.ChangedAt.ToUnixTimeMilliseconds())
            .Bind(9, revision);
}
