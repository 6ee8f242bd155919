using System.Text.Json;
using BatchDashboard.Data.Failures;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Data;

/// <summary>The database's model: the tables of copies, and those that the folders of capabilities configure.</summary>
public abstract class DashboardContext(DbContextOptions options) : DbContext(options)
{
    internal DbSet<BatchRow> Batches => Set<BatchRow>();
    internal DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();
    internal DbSet<MediaRow> Media => Set<MediaRow>();
    internal DbSet<CopyLeaseRow> Leases => Set<CopyLeaseRow>();

    /// <summary>Batches of which the transaction changes what is shown.</summary>
    internal HashSet<string> Announced { get; } = new(StringComparer.Ordinal);

    /// <summary>Tells the other processes on this database, once the transaction is kept, that what is shown of a batch has changed.</summary>
    internal void Announce(string batch) => Announced.Add(batch);

    /// <summary>Inserts rows of jobs by the hundred thousand, past the change tracker and in the transaction of the context.</summary>
    internal abstract Task InsertJobsAsync(IEnumerable<JobRow> rows, CancellationToken cancellation);

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
            batch.HasIndex(row => new { row.HappenedAt, row.FetchedAt }).HasDatabaseName("ix_batches_happened");
            batch.HasIndex(row => row.IsFinal).HasDatabaseName("ix_batches_unfinished").HasFilter("NOT is_final");
        });
        modelBuilder.Entity<BatchErrorRow>(error =>
        {
            error.ToTable("batch_errors").HasKey(row => new { row.BatchKey, row.Number });
            error.HasOne<BatchRow>().WithMany().HasForeignKey(row => row.BatchKey);
            error.HasIndex(row => new { row.TypeHash, row.Files }).HasDatabaseName("ix_batch_errors_type");
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
        modelBuilder.Entity<JobGroupRow>(group => group.ToTable("job_groups").HasKey(row => new { row.SnapshotKey, row.Number }));
        modelBuilder.Entity<ErrorGroupRow>(group =>
        {
            group.ToTable("error_groups").HasKey(row => new { row.SnapshotKey, row.Number });
            group.HasIndex(row => new { row.TypeHash, row.KeyHash, row.SnapshotKey }).HasDatabaseName("ix_error_groups_type");
        });
        modelBuilder.Entity<DroppedSnapshotRow>(dropped =>
        {
            dropped.ToTable("dropped_snapshots").HasKey(row => row.Key);
            dropped.Property(row => row.Key).ValueGeneratedNever();
        });
        modelBuilder.Entity<CopyLeaseRow>(lease => lease.ToTable("copy_leases").HasKey(row => row.BatchId));
        modelBuilder.Entity<MediaRow>(media => media.ToTable("media").HasKey(row => row.MediaId));
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DashboardContext).Assembly);

        foreach (var property in modelBuilder.Model.GetEntityTypes()
            .SelectMany(type => type.GetProperties().Concat(type.GetComplexProperties().SelectMany(part => part.ComplexType.GetProperties()))))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
