namespace BatchDashboard.Benchmarks.Measures;

/// <summary>One thing that was measured, of one subject.</summary>
/// <param name="Group">What it belongs to in the report: "Plain order", "Search".</param>
/// <param name="Name">What was done: "last page".</param>
/// <param name="Jobs">Jobs of the batch; 0 where no batch matters.</param>
/// <param name="Subject">Who did it: one of <see cref="Subjects"/>.</param>
/// <param name="Unit">"ms", "MB", "KB", "jobs/s", "%" or "".</param>
internal sealed record Measure(string Group, string Name, long Jobs, string Subject, string Unit, Spread Spread)
{
    /// <summary>The first call of the process, before anything was warm.</summary>
    public double? First { get; init; }
}

/// <summary>Whom the report compares.</summary>
internal static class Subjects
{
    public const string Own = "BatchDashboard";
    public const string PostgreSql = "BatchDashboard on PostgreSQL";
    public const string Sql = "hand-written SQL";
    public const string Import = "sqlite3 .import + the table's own indexes";
    public const string ImportSorted = "sqlite3 .import + indexes for id and sort orders";
    public const string Hangfire = "Hangfire";
}
