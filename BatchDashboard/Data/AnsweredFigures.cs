using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>What an answer says about the batch itself. Null: it does not say.</summary>
internal sealed record AnsweredFigures(string? Status, BatchCounts Counts)
{
    /// <summary>The batch is over.</summary>
    public bool IsFinal { get; private init; }

    public static AnsweredFigures Of(ResultsData? data)
    {
        var summary = data?.BatchSummary.Value;
        return new AnsweredFigures(summary?.Status.Text, BatchCounts.Of(data))
        {
            IsFinal = FinalStatus.Is(summary?.Status.Text, summary?.Timeline.Value?.CompletedAt.HasValue == true),
        };
    }

    /// <summary>What is not known on one side does not differ.</summary>
    public bool DiffersFrom(SnapshotRow snapshot) =>
        StatusDiffersFrom(snapshot)
        || Differs(Counts.Succeeded, snapshot.Successful)
        || Differs(Counts.Failed, snapshot.Failed)
        || Differs(Counts.Total, snapshot.Total);

    public bool StatusDiffersFrom(SnapshotRow snapshot) =>
        Status is not null && snapshot.BatchStatus.Length > 0 && Status != snapshot.BatchStatus;

    public void WriteTo(SnapshotRow snapshot)
    {
        snapshot.BatchStatus = Status ?? snapshot.BatchStatus;
        snapshot.Successful = Counts.Succeeded ?? snapshot.Successful;
        snapshot.Failed = Counts.Failed ?? snapshot.Failed;
        snapshot.Total = Counts.Total ?? snapshot.Total;
    }

    /// <summary>A part that the answer leaves out keeps what was known of it.</summary>
    public void WriteTo(BatchRow batch, ResultsData? data)
    {
        if (data?.BatchSummary.Value is { } summary)
        {
            batch.Name = summary.BatchName.Text;
            batch.Collection = summary.Collection.Text;
            batch.Status = Status ?? "";
            var timeline = summary.Timeline.Value;
            batch.CreatedAt = StoredTime.Milliseconds(timeline?.CreatedAt ?? default);
            batch.StartedAt = StoredTime.Milliseconds(timeline?.StartedAt ?? default);
            batch.CompletedAt = StoredTime.Milliseconds(timeline?.CompletedAt ?? default);
            batch.Duration = Duration(timeline?.TotalDurationSeconds ?? default);
        }

        batch.Successful = Counts.Succeeded ?? batch.Successful;
        batch.Failed = Counts.Failed ?? batch.Failed;
        batch.Total = Counts.Total ?? batch.Total;
        batch.TotalBytes = data?.Statistics.Value?.Resources.Value?.Bytes() ?? batch.TotalBytes;
    }

    /// <summary>Milliseconds. A hundred years are not a duration but a mistake.</summary>
    private static long? Duration(Field<double> seconds) =>
        seconds is { HasValue: true, Value: >= 0 and < 3_200_000_000 } ? (long)Math.Round(seconds.Value * 1000) : null;

    private static bool Differs(long? one, long? other) => one is not null && other is not null && one != other;
}
