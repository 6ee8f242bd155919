using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BatchDashboard.Cache;

/// <summary>The database's model. Only this folder uses it: everybody else asks <see cref="BatchStore"/>.</summary>
public sealed class CacheContext(DbContextOptions<CacheContext> options) : DbContext(options)
{
    internal DbSet<BatchRow> Batches => Set<BatchRow>();
    internal DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();
    internal DbSet<MediaRow> Media => Set<MediaRow>();
    internal DbSet<CopyLeaseRow> Leases => Set<CopyLeaseRow>();

    internal DbSet<ResubmissionRow> Resubmissions => Set<ResubmissionRow>();
    internal DbSet<ResubmittedBatchRow> ResubmittedBatches => Set<ResubmittedBatchRow>();
    internal DbSet<ResubmittedFileRow> ResubmittedFiles => Set<ResubmittedFileRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BatchRow>(batch =>
        {
            batch.ToTable("batches").HasKey(row => row.Key);
            batch.HasIndex(row => row.BatchId).IsUnique().HasDatabaseName("ix_batches_batch_id");
            batch.HasIndex(row => new { row.ListedAt, row.Key, row.FetchedAt }).HasDatabaseName("ix_batches_newest");
            batch.HasIndex(row => new { row.Status, row.ListedAt, row.Key, row.FetchedAt }).HasDatabaseName("ix_batches_status");
            batch.HasIndex(row => new { row.Collection, row.FetchedAt }).HasDatabaseName("ix_batches_collection");
            batch.HasIndex(row => row.IsFinal).HasDatabaseName("ix_batches_unfinished").HasFilter("NOT is_final");
        });
        modelBuilder.Entity<SnapshotRow>(snapshot =>
        {
            snapshot.ToTable("snapshots").HasKey(row => row.Key);
            snapshot.HasOne<BatchRow>().WithMany().HasForeignKey(row => row.BatchKey);
            snapshot.HasIndex(row => row.BatchKey, "ix_snapshots_current").IsUnique().HasFilter("completed_at IS NOT NULL");
            snapshot.HasIndex(row => row.BatchKey, "ix_snapshots_filling").IsUnique().HasFilter("completed_at IS NULL");
        });
        modelBuilder.Entity<JobRow>(job =>
        {
            job.ToTable("jobs").HasKey(row => row.Key);
            job.Property(row => row.Key).ValueGeneratedNever();
        });
        modelBuilder.Entity<JobExtrasRow>(extras =>
        {
            extras.ToTable("job_extras").HasKey(row => row.Key);
            extras.Property(row => row.Key).ValueGeneratedNever();
        });
        modelBuilder.Entity<JobGroupRow>(group => group.ToTable("job_groups").HasKey(row => new { row.SnapshotKey, row.Number }));
        modelBuilder.Entity<DroppedSnapshotRow>(dropped =>
        {
            dropped.ToTable("dropped_snapshots").HasKey(row => row.Key);
            dropped.Property(row => row.Key).ValueGeneratedNever();
        });
        modelBuilder.Entity<CopyLeaseRow>(lease => lease.ToTable("copy_leases").HasKey(row => row.BatchId));
        modelBuilder.Entity<MediaRow>(media => media.ToTable("media").HasKey(row => row.MediaId));
        OperatorTables(modelBuilder);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CacheContext).Assembly);

        foreach (var property in modelBuilder.Model.GetEntityTypes()
            .SelectMany(type => type.GetProperties().Concat(type.GetComplexProperties().SelectMany(part => part.ComplexType.GetProperties()))))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    // None of these refers to a table of copies: they stay when a copy goes.
    private static void OperatorTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ResubmissionRow>(resubmission => resubmission.ToTable("resubmissions").HasKey(row => row.ResubmissionId));
        modelBuilder.Entity<ResubmittedBatchRow>(batch =>
        {
            batch.ToTable("resubmitted_batches").HasKey(row => new { row.ResubmissionId, row.Number });
            batch.HasIndex(row => row.BatchId).HasDatabaseName("ix_resubmitted_batches_batch_id");
        });
        modelBuilder.Entity<ResubmittedFileRow>(file =>
        {
            file.ToTable("resubmitted_files").HasKey(row => row.Key);
            file.HasIndex(row => new { row.SourceBatchId, row.SourceJob }).HasDatabaseName("ix_resubmitted_files_source");
            file.HasIndex(row => row.BatchId).HasDatabaseName("ix_resubmitted_files_batch_id");
            file.HasIndex(row => new { row.ResubmissionId, row.BatchNumber }).HasDatabaseName("ix_resubmitted_files_resubmission");
        });
    }
}

/// <summary>For <c>dotnet ef migrations add NAME --project BatchDashboard --output-dir Cache/Migrations</c>; no file is opened.</summary>
internal sealed class CacheContextDesign : IDesignTimeDbContextFactory<CacheContext>
{
    public CacheContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CacheContext>().UseSqlite().Options);
}
