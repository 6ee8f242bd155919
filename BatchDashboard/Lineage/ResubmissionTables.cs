using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BatchDashboard.Lineage;

/// <summary>The tables of resubmissions. They name batches and jobs by the API's ids, so that they survive every refresh and purge of a copy.</summary>
internal sealed class ResubmissionTables :
    IEntityTypeConfiguration<StoredResubmission>, IEntityTypeConfiguration<ResubmittedBatch>, IEntityTypeConfiguration<ResubmittedFile>
{
    public void Configure(EntityTypeBuilder<StoredResubmission> builder)
    {
        builder.ToTable("resubmissions").HasKey(resubmission => resubmission.ResubmissionId);
        builder.Ignore(resubmission => resubmission.Sources).Ignore(resubmission => resubmission.Batches);
    }

    public void Configure(EntityTypeBuilder<ResubmittedBatch> builder)
    {
        builder.ToTable("resubmitted_batches").HasKey(batch => new { batch.ResubmissionId, batch.Number });
        builder.HasIndex(batch => batch.BatchId).HasDatabaseName("ix_resubmitted_batches_batch_id");

        // A state of a later version is treated as what it surely is: not to be sent again by this one.
        builder.Property(batch => batch.State).HasConversion(new LowerCaseNames<ResubmittedBatchState>(ResubmittedBatchState.Unknown));
    }

    public void Configure(EntityTypeBuilder<ResubmittedFile> builder)
    {
        builder.ToTable("resubmitted_files").HasKey(file => file.Key);
        builder.HasIndex(file => new { file.SourceBatchId, file.SourceJob }).HasDatabaseName("ix_resubmitted_files_source");
        builder.HasIndex(file => file.BatchId).HasDatabaseName("ix_resubmitted_files_batch_id");
        builder.HasIndex(file => new { file.ResubmissionId, file.BatchNumber }).HasDatabaseName("ix_resubmitted_files_resubmission");
        builder.Property(file => file.Outcome).HasConversion(new LowerCaseNames<SentOutcome>(SentOutcome.Waiting));
    }

    /// <param name="other">What a name that this version does not know is read as.</param>
    private sealed class LowerCaseNames<T>(T other) : ValueConverter<T, string>(value => Name(value), name => Value(name, other))
        where T : struct, Enum
    {
        private static string Name(T value) => value.ToString().ToLowerInvariant();

        private static T Value(string name, T other) => Enum.TryParse<T>(name, ignoreCase: true, out var value) ? value : other;
    }
}
