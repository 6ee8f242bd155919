using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>A batch at one moment. <see cref="Rows"/> jobs are processed and listed, of <see cref="Total"/> announced.</summary>
internal sealed record BatchMoment
{
    public required string Status { get; init; }
    public required int Rows { get; init; }
    public required int Total { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When a running batch will be done.</summary>
    public DateTimeOffset? ExpectedEnd { get; init; }

    /// <summary>Whether it can change at all: only then can it be cancelled.</summary>
    public bool IsFinal => Status is "completed" or "failed" or "cancelled";
}

/// <summary>A batch that the sandbox knows: what its results, its state and its media items look like at a moment.</summary>
internal abstract class SandboxBatch
{
    public abstract string Id { get; }

    public abstract string? Name { get; }

    public abstract string? Collection { get; }

    /// <summary>The largest page that the batch grants; more is clamped to it.</summary>
    public virtual int MaxPageSize => 1000;

    /// <summary>What goes wrong with every request for this batch, in the words of <see cref="Fault"/>; null for nothing.</summary>
    public virtual string? Fault => null;

    public abstract BatchMoment At(DateTimeOffset now);

    /// <summary>What <c>pagination.total_items</c> says: the rows there are, unless the batch contradicts itself.</summary>
    public virtual long PaginationTotal(BatchMoment moment) => moment.Rows;

    public abstract void WriteSummary(Utf8JsonWriter json, BatchMoment moment);

    public abstract void WriteStatistics(Utf8JsonWriter json, BatchMoment moment);

    /// <param name="json">Where to.</param>
    /// <param name="index">From 0, below <see cref="BatchMoment.Rows"/>.</param>
    public abstract void WriteJob(Utf8JsonWriter json, int index);

    public abstract void WriteMetadata(Utf8JsonWriter json, string requestId);

    /// <summary>The job whose media item is asked for; null where the row is none.</summary>
    public abstract SandboxJob? JobAt(int index);

    /// <summary>Media items that were created until the moment, of one kind or of all.</summary>
    public abstract int CreatedMedia(BatchMoment moment, string? mediaType);

    /// <summary>Ends a batch that is not final. The state that it left is in <paramref name="previous"/>.</summary>
    public virtual bool TryCancel(DateTimeOffset now, out string previous)
    {
        previous = At(now).Status;
        return false;
    }
}
