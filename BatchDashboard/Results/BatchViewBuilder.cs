using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Makes the batch page's view from an answer of the API and what the store knows.</summary>
public static class BatchViewBuilder
{
    /// <param name="header">A results body, of the API or of the copy; null when none is known.</param>
    /// <param name="headerAt">When it came; null for the copy's, which may be older than <paramref name="known"/>.</param>
    /// <param name="known">The batch in the store; null when it is not there or cannot be read.</param>
    /// <param name="facts">What the copied rows tell; null when there are none.</param>
    public static BatchView Build(
        BatchId id,
        ResultsBody? header,
        DateTimeOffset? headerAt,
        CachedBatch? known,
        CopyFacts? facts,
        Freshness freshness,
        int refreshCost,
        DateTimeOffset now)
    {
        var figures = NewestFigures.Of(header, headerAt, known);
        var whole = facts is { IsComplete: true } ? facts.Jobs : null;
        return new BatchView
        {
            Id = id,
            Name = figures.Name,
            Collection = figures.Collection,
            Status = figures.Status,
            State = ApiWords.State(figures.Status),
            Timeline = TimelineBuilder.Build(figures, now),
            Completion = Completion(figures),
            MediaTypes = MediaTypes(header, whole),
            CreatedMediaItems = ApiCounts.NonNegative(header?.Data.Value?.Statistics.Value?.MediaDistribution.Value?.TotalCreatedMediaItems),
            Media = CreatedMediaView.Sample(header),
            RequestId = header?.Metadata.Value?.RequestId.Text,
            ApiMessage = header?.Message.Text,
            Size = Size(id, header, known, whole, figures.Succeeded + figures.Failed),
            Errors = ErrorGroupBuilder.Build(header, facts, figures.Failed, id),
            Freshness = freshness,
            Discrepancies = [.. Reconciliation.Of(header, whole), .. Reconciliation.WhileCopied(known?.Readable)],
            Reconciled = whole is null ? [] : ReconciledNumbers.Of(header, whole),
            RefreshCost = refreshCost,
        };
    }

    public static BatchListItem BuildListItem(CachedBatch batch, Freshness freshness, DateTimeOffset now)
    {
        var figures = NewestFigures.Of(batch);
        var timeline = TimelineBuilder.Build(figures, now);
        return new BatchListItem
        {
            Id = batch.Id,
            Name = batch.Name,
            Collection = batch.Collection,
            Status = batch.Status,
            State = ApiWords.State(batch.Status),
            Completion = Completion(figures),
            TotalBytes = batch.TotalBytes,
            Duration = timeline.Total ?? timeline.Working,
            CreatedAt = batch.CreatedAt,
            CompletedAt = batch.CompletedAt,
            ExpectedEnd = timeline.ExpectedEnd,
            Freshness = freshness,
        };
    }

    public static CompletionView Completion(NewestFigures figures) => new(
        figures.Succeeded,
        figures.Failed,
        figures.Total,
        BatchCounts.Percent(figures.Succeeded, figures.Failed, figures.Total));

    private static IReadOnlyList<NamedCount> MediaTypes(ResultsBody? header, JobFacts? whole)
    {
        var sent = header?.Data.Value?.Statistics.Value?.MediaDistribution.Value?.ByType.Value;
        var counts = sent is { Count: > 0 }
            ? sent.Where(type => ApiCounts.NonNegative(type.Value) is not null).Select(type => new NamedCount(type.Key, ApiCounts.NonNegative(type.Value)!.Value))
            : whole?.ByMediaType.Select(type => new NamedCount(type.Value ?? ErrorTypes.Unknown, type.Count)) ?? [];
        return
        [
            .. counts
                .GroupBy(type => type.Name, WordComparer.Instance)
                .Select(type => new NamedCount(type.First().Name, type.Sum(one => one.Count)))
                .OrderByDescending(type => type.Count)
                .ThenBy(type => type.Name, StringComparer.Ordinal),
        ];
    }

    private static SizeView Size(BatchId id, ResultsBody? header, CachedBatch? known, JobFacts? whole, long processed)
    {
        var resources = header?.Data.Value?.Statistics.Value?.Resources.Value;
        var total = resources?.Bytes() ?? known?.TotalBytes ?? whole?.TotalBytes;
        var largest = whole?.Largest is { } job ? JobRowBuilder.Build(id, job) : null;
        return new SizeView(
            total,
            whole is null ? Mean(total, processed) : Mean(whole.TotalBytes, whole.SizedJobs),
            largest?.SizeBytes,
            largest?.FileName,
            largest?.Key)
        {
            IsApproximate = resources?.IsApproximate() == true,
            ReportedMegabytes = resources?.TotalFilesSizeMb is { HasValue: true, Value: >= 0 and < double.PositiveInfinity } reported ? reported.Value : null,
        };
    }

    private static long? Mean(long? bytes, long files) => bytes is > 0 && files > 0 ? bytes / files : null;
}
