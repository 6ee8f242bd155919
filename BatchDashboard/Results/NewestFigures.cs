using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>The newest figures of a batch, from a page's summary or from a later answer about the batch.</summary>
public sealed record NewestFigures
{
    public string? Name { get; private init; }
    public string? Collection { get; private init; }
    public string Status { get; private init; } = "";
    public DateTimeOffset? CreatedAt { get; private init; }
    public DateTimeOffset? StartedAt { get; private init; }
    public DateTimeOffset? CompletedAt { get; private init; }
    public double? DurationSeconds { get; private init; }
    public long Succeeded { get; private init; }
    public long Failed { get; private init; }
    public long Total { get; private init; }

    /// <param name="header">A results body; null when none is known.</param>
    /// <param name="headerAt">When it came; null when that is not known, so that what the store knows is newer.</param>
    /// <param name="known">What the store knows of the batch.</param>
    public static NewestFigures Of(ResultsBody? header, DateTimeOffset? headerAt, CachedBatch? known)
    {
        var sent = header?.Data.Value is { } data ? Of(data, known) : null;
        if (known is null)
        {
            return sent ?? new NewestFigures();
        }

        var stored = Of(known);
        return sent is null || ((headerAt is null || known.FetchedAt > headerAt) && !sent.SameCounts(stored)) ? stored : sent;
    }

    public static NewestFigures Of(CachedBatch known) => new()
    {
        Name = known.Name,
        Collection = known.Collection,
        Status = known.Status,
        CreatedAt = known.CreatedAt,
        StartedAt = known.StartedAt,
        CompletedAt = known.CompletedAt,
        DurationSeconds = known.DurationSeconds,
        Succeeded = known.Successful,
        Failed = known.Failed,
        Total = known.Total,
    };

    private static NewestFigures Of(ResultsData data, CachedBatch? known)
    {
        var summary = data.BatchSummary.Value;
        var times = summary?.Timeline.Value;
        var counts = BatchCounts.Of(data);
        return new NewestFigures
        {
            Name = summary?.BatchName.Text ?? known?.Name,
            Collection = summary?.Collection.Text ?? known?.Collection,
            Status = summary?.Status.Text ?? known?.Status ?? "",
            CreatedAt = Time(times?.CreatedAt),
            StartedAt = Time(times?.StartedAt),
            CompletedAt = Time(times?.CompletedAt),
            DurationSeconds = times?.TotalDurationSeconds is { HasValue: true } seconds ? seconds.Value : null,
            Succeeded = counts.Succeeded ?? known?.Successful ?? 0,
            Failed = counts.Failed ?? known?.Failed ?? 0,
            Total = counts.Total ?? known?.Total ?? 0,
        };
    }

    private bool SameCounts(NewestFigures other) =>
        (Status, Succeeded, Failed, Total) == (other.Status, other.Succeeded, other.Failed, other.Total);

    private static DateTimeOffset? Time(Field<DateTimeOffset>? field) => field is { HasValue: true } time ? time.Value : null;
}
