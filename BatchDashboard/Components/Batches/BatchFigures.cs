using BatchDashboard.Results;

namespace BatchDashboard.Components.Batches;

/// <summary>The figures above the list of batches, over those created in a period.</summary>
public sealed record BatchFigures(int Batches, long Files, long Succeeded, long Failed, IReadOnlyList<DayFigures> Days)
{
    /// <summary>Failed files that succeeded when they were sent again.</summary>
    public long Fixed { get; init; }

    /// <summary>Failed files that did not succeed since; one that failed again in another batch counts once.</summary>
    public long StillFailing { get; init; }

    /// <summary>Percent of the files with an outcome; null when there is none.</summary>
    public double? SuccessRate => Succeeded + Failed > 0 ? 100.0 * Succeeded / (Succeeded + Failed) : null;

    /// <param name="known">The batches and their errors.</param>
    /// <param name="days">Days up to now; 0 for all.</param>
    /// <param name="now">The end of the period.</param>
    public static BatchFigures Of(KnownBatches known, int days, DateTimeOffset now)
    {
        var items = known.List.Items;
        var codes = known.Errors
            .SelectMany(type => type.Batches.Select(batch => (batch.Id, Code: type.Name ?? "", batch.Count)))
            .ToLookup(entry => entry.Id, entry => (entry.Code, entry.Count));
        var chosen = days == 0
            ? items
            : [.. items.Where(item => (item.CompletedAt ?? item.CreatedAt) is { } time && time > now.AddDays(-days))];
        var byDay = chosen
            .Where(item => (item.CompletedAt ?? item.CreatedAt) is not null)
            .GroupBy(item => DateOnly.FromDateTime((item.CompletedAt ?? item.CreatedAt)!.Value.UtcDateTime))
            .OrderBy(day => day.Key)
            .Select(day => new DayFigures(
                day.Key,
                day.Sum(item => item.Completion.Succeeded),
                day.Sum(item => item.Completion.Failed),
                [.. day.SelectMany(item => codes[item.Id])
                    .GroupBy(entry => entry.Code, entry => entry.Count, StringComparer.Ordinal)
                    .Select(code => new NamedCount(code.Key, code.Sum()))
                    .OrderByDescending(code => code.Count)
                    .ThenBy(code => code.Name, StringComparer.Ordinal)]))
            .ToArray();
        return new BatchFigures(
            chosen.Count,
            chosen.Sum(item => item.Completion.Total),
            chosen.Sum(item => item.Completion.Succeeded),
            chosen.Sum(item => item.Completion.Failed),
            byDay)
        {
            Fixed = chosen.Sum(item => item.Fixed),
            StillFailing = chosen.Sum(item => Math.Max(0, item.Completion.Failed - item.Fixed - item.FailedAgain)),
        };
    }
}

/// <summary>Outcomes of the batches that ended on one day (UTC), the failures by error code as well, most frequent first.</summary>
public sealed record DayFigures(DateOnly Day, long Succeeded, long Failed, IReadOnlyList<NamedCount> Codes);

/// <summary>What the batches page shows: the known batches, and the types of errors in them.</summary>
public sealed record KnownBatches(BatchList List, IReadOnlyList<ErrorTrend> Errors);
