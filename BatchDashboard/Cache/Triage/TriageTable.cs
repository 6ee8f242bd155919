using BatchDashboard.Wickson;

namespace BatchDashboard.Cache.Triage;

/// <summary>Reads rows of triage.</summary>
internal static class TriageTable
{
    private const string Mark = "state, assignee, note, changed_by, changed_at";

    /// <summary>Stands in the database for a state that was undone, with none before it.</summary>
    private const string Withdrawn = "withdrawn";

    public static TriageStates Read(CacheReader reader, BatchId batch, long revision, CancellationToken cancellation)
    {
        var groups = CacheReader.All(
                reader.Prepare("SELECT target FROM triage WHERE batch_id = ?1 AND scope = 'error'").Bind(1, batch.Value), row => row.Text(0) ?? "")
            .ToDictionary(type => type, type => Find(reader, TriageTarget.OfErrors(batch, type))!, StringComparer.Ordinal);

        // A hundred thousand jobs that were changed together have one state, and one text of a note.
        var marks = new Dictionary<TriageMark, TriageMark>();
        var jobs = new Dictionary<string, TriageMark>(StringComparer.Ordinal);
        var rows = reader.Prepare($"SELECT {Mark}, target FROM triage WHERE batch_id = ?1 AND scope = 'job'").Bind(1, batch.Value);
        while (rows.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            var mark = MarkOf(rows, 0);
            if (!mark.IsWithdrawn)
            {
                marks.TryAdd(mark, mark);
                jobs[rows.Text(5) ?? ""] = marks[mark];
            }
        }

        rows.Reset();
        return new TriageStates(batch, revision, groups, jobs);
    }

    public static TriageEntry? Find(CacheReader reader, TriageTarget target) => History(reader, target, 1) is [var newest, ..] ? newest : null;

    public static List<TriageEntry> History(CacheReader reader, TriageTarget target, int most) => CacheReader.All(
        Bind(
            reader.Prepare(
                $"""
                SELECT {Mark}, revision, change_id, (SELECT count(*) FROM triage_changes other WHERE other.change_id = triage_changes.change_id)
                FROM triage_changes WHERE batch_id = ?1 AND scope = ?2 AND target = ?3 ORDER BY revision DESC LIMIT ?4
                """),
            target).Bind(4, most),
        row => new TriageEntry(target, MarkOf(row, 0), row.Long(5), row.Text(6) ?? "", (int)Math.Max(1, row.Long(7))));

    public static IReadOnlyDictionary<string, long> Revisions(CacheReader reader, BatchId batch)
    {
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = reader.Prepare("SELECT target, revision FROM triage WHERE batch_id = ?1 AND scope = 'job'").Bind(1, batch.Value);
        while (rows.Step())
        {
            revisions[rows.Text(0) ?? ""] = rows.Long(1);
        }

        rows.Reset();
        return revisions;
    }

    /// <summary>Batch, scope and key as the first three parameters.</summary>
    public static Statement Bind(Statement statement, TriageTarget target) =>
        statement.Bind(1, target.Batch.Value).Bind(2, ScopeWord(target.Scope)).Bind(3, target.Key);

    public static TriageScope Scope(string? word) => word == "job" ? TriageScope.Job : TriageScope.Errors;

    public static string StateWord(TriageMark mark) => mark switch
    {
        { IsWithdrawn: true } => Withdrawn,
        { State: TriageState.Acknowledged } => "acknowledged",
        { State: TriageState.Resolved } => "resolved",
        { State: TriageState.WontFix } => "wont_fix",
        _ => "open",
    };

    /// <summary>The five columns of a state, from the given one on. A word of a newer version is open: it is looked at again.</summary>
    public static TriageMark MarkOf(Statement row, int first)
    {
        var word = row.Text(first);
        var state = word switch
        {
            "acknowledged" => TriageState.Acknowledged,
            "resolved" => TriageState.Resolved,
            "wont_fix" => TriageState.WontFix,
            _ => TriageState.Open,
        };
        return new TriageMark(
            state, row.Text(first + 1), row.Text(first + 2), row.Text(first + 3) ?? "", DateTimeOffset.FromUnixTimeMilliseconds(row.Long(first + 4)))
        {
            IsWithdrawn = word == Withdrawn,
        };
    }

    private static string ScopeWord(TriageScope scope) => scope == TriageScope.Job ? "job" : "error";
}
