using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatchDashboard.Triage;

/// <summary>What is said of a target now.</summary>
/// <param name="Target">The error type, or the job's key as it stands in its URL.</param>
/// <param name="Revision">1 for the first change; who changes names the one that they saw.</param>
internal sealed record TriageRow(string BatchId, TriageScope Scope, string Target, long Revision)
{
    public required TriageMark Mark { get; init; }
}

/// <summary>Every state that a <see cref="TriageRow"/> ever had, the present one included. None is ever deleted.</summary>
/// <param name="ChangeId">Changes that were made together, and are undone together, share it.</param>
internal sealed record TriageChangeRow(string BatchId, TriageScope Scope, string Target, long Revision, string ChangeId)
{
    public required TriageMark Mark { get; init; }
}

/// <summary>The tables of what operators say. They name batches and jobs by the API's ids, and so outlive every copy.</summary>
internal sealed class TriageTables : IEntityTypeConfiguration<TriageRow>, IEntityTypeConfiguration<TriageChangeRow>
{
    public void Configure(EntityTypeBuilder<TriageRow> builder)
    {
        builder.ToTable("triage").HasKey(row => new { row.BatchId, row.Scope, row.Target });
        builder.Property(row => row.Scope).HasConversion(scope => Word(scope), word => Scope(word));
        builder.ComplexProperty(row => row.Mark, Configure);
    }

    public void Configure(EntityTypeBuilder<TriageChangeRow> builder)
    {
        builder.ToTable("triage_changes").HasKey(row => new { row.BatchId, row.Scope, row.Target, row.Revision });
        builder.HasIndex(row => row.ChangeId).HasDatabaseName("ix_triage_changes_change_id");
        builder.Property(row => row.Scope).HasConversion(scope => Word(scope), word => Scope(word));
        builder.ComplexProperty(row => row.Mark, Configure);
    }

    private static void Configure(ComplexPropertyBuilder<TriageMark> builder) =>
        builder.Property(mark => mark.State).HasConversion(state => Word(state), word => State(word));

    private static string Word(TriageScope scope) => scope == TriageScope.Job ? "job" : "error";

    private static TriageScope Scope(string word) => word == "job" ? TriageScope.Job : TriageScope.Errors;

    private static string Word(TriageState state) => state switch
    {
        TriageState.Acknowledged => "acknowledged",
        TriageState.Resolved => "resolved",
        TriageState.WontFix => "wont_fix",
        TriageState.Withdrawn => "withdrawn",
        _ => "open",
    };

    // A word of a newer version is open: it is looked at again.
    private static TriageState State(string word) => word switch
    {
        "acknowledged" => TriageState.Acknowledged,
        "resolved" => TriageState.Resolved,
        "wont_fix" => TriageState.WontFix,
        "withdrawn" => TriageState.Withdrawn,
        _ => TriageState.Open,
    };
}
