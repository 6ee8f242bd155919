using BatchDashboard.Wickson;

namespace BatchDashboard.Triage;

/// <summary>Where a failure stands for the people who work on it.</summary>
public enum TriageState
{
    /// <summary>Nobody has taken it up.</summary>
    Open,
    Acknowledged,
    Resolved,
    WontFix,

    /// <summary>The last change was undone and none was there before it: as if nobody had said anything. Nobody asks for it.</summary>
    Withdrawn,
}

/// <summary>What operators say of an error group or a job. Jobs that were changed together share one.</summary>
/// <param name="Assignee">Who works on it; null for nobody.</param>
/// <param name="Note">Plain text; null for none.</param>
/// <param name="ChangedBy">Who said so last.</param>
public sealed record TriageMark(TriageState State, string? Assignee, string? Note, string ChangedBy, DateTimeOffset ChangedAt)
{
    public bool IsWithdrawn => State == TriageState.Withdrawn;
}

/// <summary>What triage is about: an error type of a batch, or one of its jobs.</summary>
/// <param name="Key">The error type as the API wrote it, or the job's key as it stands in its URL.</param>
public readonly record struct TriageTarget(BatchId Batch, TriageScope Scope, string Key)
{
    public static TriageTarget OfErrors(BatchId batch, string errorType) => new(batch, TriageScope.Errors, errorType);

    public static TriageTarget OfJob(BatchId batch, string key) => new(batch, TriageScope.Job, key);
}

public enum TriageScope
{
    Errors,
    Job,
}

/// <summary>One state of a target.</summary>
/// <param name="Revision">1 for the first; who changes it names the one that they saw.</param>
/// <param name="ChangeId">Shared by all that was changed together.</param>
/// <param name="Together">How many targets were changed together, at least 1.</param>
public sealed record TriageEntry(TriageTarget Target, TriageMark Mark, long Revision, string ChangeId, int Together);

/// <summary>What a target is to become. Null for the assignee or the note of several jobs leaves each its own.</summary>
/// <param name="Assignee">Empty for nobody.</param>
/// <param name="Note">Empty for none.</param>
public sealed record TriageChange(TriageState State, string? Assignee, string? Note, string By)
{
    /// <summary>What comes of what is said now.</summary>
    /// <param name="present">Null for nothing.</param>
    public TriageMark On(TriageMark? present, DateTimeOffset now)
    {
        static string? Wanted(string? asked, string? present) => asked is null ? present : asked.Length == 0 ? null : asked;
        return new TriageMark(State, Wanted(Assignee, present?.Assignee), Wanted(Note, present?.Note), By, now);
    }
}

/// <summary>What a change came to.</summary>
/// <param name="Changed">How many targets have another state now; 0 when nothing differed, or something stood against it.</param>
/// <param name="ChangeId">To undo it with; null when nothing was changed.</param>
/// <param name="Conflicts">What somebody else changed since it was seen. Then nothing was changed at all.</param>
public sealed record TriageOutcome(int Changed, string? ChangeId, IReadOnlyList<TriageEntry> Conflicts)
{
    public static TriageOutcome Nothing { get; } = new(0, null, []);
}
