namespace BatchDashboard.Results;

/// <summary>Reads a batch's times; what contradicts itself becomes null rather than nonsense.</summary>
public static class TimelineBuilder
{
    // A longer forecast helps nobody.
    private static readonly TimeSpan LongestForecast = TimeSpan.FromDays(365);

    public static TimelineView Build(NewestFigures figures, DateTimeOffset now)
    {
        var state = ApiWords.State(figures.Status);
        var working = Working(figures, state, now);
        var done = figures.Succeeded + figures.Failed;
        return new TimelineView(figures.CreatedAt, figures.StartedAt, figures.CompletedAt, Total(figures) ?? (figures.CompletedAt is null ? null : working))
        {
            Waiting = Positive(figures.StartedAt - figures.CreatedAt),
            Working = working,
            FilesPerMinute = working is { TotalMinutes: > 0 } time && done > 0 ? done / time.TotalMinutes : null,
            ExpectedEnd = state == BatchState.Running ? ExpectedEnd(working, done, figures.Total, now) : null,
        };
    }

    private static TimeSpan? Working(NewestFigures figures, BatchState state, DateTimeOffset now)
    {
        if (figures.CompletedAt is { } completed)
        {
            return Positive(completed - figures.StartedAt);
        }

        return state == BatchState.Running ? Positive(now - figures.StartedAt) : null;
    }

    private static TimeSpan? Total(NewestFigures figures) =>
        figures.DurationSeconds is { } seconds && seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? ExpectedEnd(TimeSpan? working, long done, long total, DateTimeOffset now)
    {
        if (working is not { } elapsed || elapsed <= TimeSpan.Zero || done <= 0 || total <= done)
        {
            return null;
        }

        var rest = elapsed.TotalSeconds * ((double)(total - done) / done);
        return rest < LongestForecast.TotalSeconds ? now.AddSeconds(rest) : null;
    }

    private static TimeSpan? Positive(TimeSpan? time) => time >= TimeSpan.Zero ? time : null;
}
