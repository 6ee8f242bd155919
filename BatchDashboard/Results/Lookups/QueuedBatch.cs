using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatchDashboard.Results.Lookups;

/// <summary>
/// A batch that is to be looked up. Nobody marks it as done: it is done once the batch is known here, whoever asked for it.
/// </summary>
internal sealed class QueuedBatch
{
    public required string BatchId { get; set; }
    public DateTimeOffset AskedAt { get; set; }
    /// <summary>Its place among those that were pasted together.</summary>
    public int Position { get; set; }
    /// <summary>Requests that the API failed to answer.</summary>
    public int Attempts { get; set; }
    /// <summary>Why it is not looked up any more, in a sentence; null while it waits.</summary>
    public string? Failure { get; set; }
    /// <summary>The failure is that the API does not know the batch.</summary>
    public bool IsNotFound { get; set; }
    /// <summary>The process that looks it up now, until <see cref="LeasedUntil"/>.</summary>
    public string? Owner { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
}

internal sealed class QueuedBatchTable : IEntityTypeConfiguration<QueuedBatch>
{
    public void Configure(EntityTypeBuilder<QueuedBatch> builder) => builder.ToTable("queued_batches").HasKey(queued => queued.BatchId);
}
