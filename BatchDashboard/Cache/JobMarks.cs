using BatchDashboard.Cache.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Jobs of which operators know something by their ids: those of some groups, without some jobs, and some other jobs.</summary>
/// <param name="Groups">Whether a group's jobs belong to it.</param>
/// <param name="Without">Keys of jobs that do not, whatever their group.</param>
/// <param name="With">Keys of jobs that do.</param>
internal sealed record JobMarks(string Stamp, Func<JobGroup, bool> Groups, IReadOnlySet<string> Without, IReadOnlySet<string> With)
{
    private static readonly HashSet<string> None = [];

    /// <summary>The batch of a snapshot; null when it is gone.</summary>
    public static BatchId? BatchOf(CacheReader reader, long snapshot)
    {
        var row = reader.Prepare("SELECT batch_id FROM batches JOIN snapshots ON snapshots.batch_key = batches.key WHERE snapshots.key = ?1").Bind(1, snapshot);
        var id = row.Step() && BatchId.TryParse(row.Text(0), out var found) ? found : (BatchId?)null;
        row.Reset();
        return id;
    }

    /// <summary>Failed jobs in one of some triage states.</summary>
    public static JobMarks Triage(CacheReader reader, BatchId batch, IReadOnlyList<TriageState> wanted, CancellationToken cancellation)
    {
        var states = TriageTable.Read(reader, batch, 0, cancellation);
        TriageState OfType(string type) => states.Groups.TryGetValue(type, out var entry) && !entry.Mark.IsWithdrawn ? entry.Mark.State : TriageState.Open;
        return new JobMarks(
            $"triage {string.Join(' ', wanted)} {Now(reader)}",
            group => group.IsError && wanted.Contains(OfType(string.IsNullOrWhiteSpace(group.ErrorCode) ? JobFilter.UnknownCode : group.ErrorCode)),
            states.Jobs.Where(job => !wanted.Contains(job.Value.State)).Select(job => job.Key).ToHashSet(StringComparer.Ordinal),
            states.Jobs.Where(job => wanted.Contains(job.Value.State)).Select(job => job.Key).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Failed jobs of which a corrected file has succeeded, or all other failed ones.</summary>
    public static JobMarks Fixed(CacheReader reader, BatchId batch, bool isFixed)
    {
        var jobs = LineageBuilder.Read(reader, batch).FixedJobs;
        return isFixed ? new JobMarks($"fixed {Now(reader)}", _ => false, None, jobs) : new JobMarks($"not fixed {Now(reader)}", group => group.IsError, jobs, None);
    }

    /// <summary>Changes with all that operators do to jobs.</summary>
    public static string Now(CacheReader reader)
    {
        var changes = CacheReader.Number(reader.Prepare("SELECT max(rowid) FROM triage_changes"));
        return FormattableString.Invariant($"{changes} {LineageStamp.Read(reader)}");
    }
}
