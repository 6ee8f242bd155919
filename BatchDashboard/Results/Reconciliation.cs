using System.Globalization;
using BatchDashboard.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Finds where the API's answers about one batch disagree, one sentence each.</summary>
public static class Reconciliation
{
    // A percentage may be rounded to a whole one.
    private const double MaxRounding = 0.501;

    /// <param name="rows">Counts over all rows; null until all of them are copied.</param>
    public static IReadOnlyList<string> Of(ResultsBody? header, JobFacts? rows)
    {
        if (header?.Data.Value is not { } data)
        {
            return [];
        }

        var found = new List<string>();
        var summary = Counts.Of(data.BatchSummary.Value);
        var statistics = Counts.Of(data.Statistics.Value?.Completion.Value);
        SummaryItself(found, data.BatchSummary.Value, summary);
        SummaryAgainstStatistics(found, summary, statistics);
        Times(found, data.BatchSummary.Value?.Timeline.Value);
        Rates(found, data, summary, statistics);
        PageItself(found, data);
        SummaryAgainstSums(found, data, new Counts(
            summary.Succeeded ?? statistics.Succeeded, summary.Failed ?? statistics.Failed, summary.Total ?? statistics.Total));
        if (rows is not null)
        {
            AgainstRows(found, data, summary, rows, ErrorGroupBuilder.Summaries(header));
        }

        return found;
    }

    /// <summary>Of a copy that lacks jobs because the API does not send them.</summary>
    public static string SendsFewer(long counted, long sent) => $"The API counts {Files(counted)} but sends {N(sent)}; this is all it sends.";

    /// <summary>What changed while the copy was made, so that jobs may be missing.</summary>
    public static IEnumerable<string> WhileCopied(Snapshot? copy)
    {
        if (copy is { IsComplete: true, FirstExpectedJobs: { } first } && first != copy.ExpectedJobs)
        {
            yield return $"The API announced {N(first)} jobs when the download began, and {N(copy.ExpectedJobs)} at its end. Jobs that moved meanwhile may be missing: refresh the batch to get them.";
        }
    }

    // More digits than these are no size, and fill a page.
    private const double MaxMegabytes = 1e12;

    /// <summary>The API writes a size twice, in bytes and in MB. A sentence where the second is neither in mebibytes nor in megabytes the first.</summary>
    public static string? Size((long? Bytes, double? Megabytes) sent) =>
        sent is { Bytes: { } exact, Megabytes: { } told } && !IsRounded(told, exact / 1048576.0) && !IsRounded(told, exact / 1e6)
            ? string.Create(CultureInfo.InvariantCulture, $"The API also says {Megabytes(told)} MB, which is not the same as {N(exact)} {(exact == 1 ? "byte" : "bytes")}.")
            : null;

    private static string Megabytes(double told) => told.ToString(Math.Abs(told) < MaxMegabytes ? "#,0.##" : "0.##E+0", CultureInfo.InvariantCulture);

    // To two decimals; the last may have been cut off.
    private static bool IsRounded(double told, double exact) => Math.Abs(told - exact) < 0.01;

    private static void SummaryItself(List<string> found, BatchSummary? batch, Counts summary)
    {
        if (summary is not { Succeeded: { } succeeded, Failed: { } failed, Total: { } total })
        {
            return;
        }

        if (succeeded + failed > total)
        {
            found.Add($"The summary counts {N(succeeded)} succeeded and {N(failed)} failed, which is more than its {N(total)} items.");
        }
        else if (succeeded + failed < total && ApiWords.State(batch?.Status.Value) == BatchState.Completed)
        {
            found.Add($"The batch is completed, but {N(total - succeeded - failed)} of its {N(total)} items neither succeeded nor failed.");
        }
    }

    private static void SummaryAgainstStatistics(List<string> found, Counts summary, Counts statistics)
    {
        Compare(found, "The summary counts", summary.Total, "items", "the statistics count", statistics.Total);
        Compare(found, "The summary counts", summary.Succeeded, "succeeded", "the statistics count", statistics.Succeeded);
        Compare(found, "The summary counts", summary.Failed, "failed", "the statistics count", statistics.Failed);
    }

    private static void Times(List<string> found, BatchTimeline? times)
    {
        if (times is { StartedAt: { HasValue: true, Value: var started }, CompletedAt: { HasValue: true, Value: var completed } } && completed < started)
        {
            found.Add("The API says that the batch was completed before it started, so nothing tells how long it took.");
        }
        else if (times is { CreatedAt: { HasValue: true, Value: var created }, StartedAt: { HasValue: true, Value: var begun } } && begun < created)
        {
            found.Add("The API says that the batch started before it was created.");
        }
    }

    private static void Rates(List<string> found, ResultsData data, Counts summary, Counts statistics)
    {
        var bySummary = Rate(data.BatchSummary.Value?.Completion.Value?.CompletionRate, summary);
        var byStatistics = Rate(data.Statistics.Value?.Completion.Value?.SuccessRate, statistics);
        if (bySummary is not null && bySummary == byStatistics)
        {
            found.Add($"The summary and the statistics say {bySummary}");
            return;
        }

        if (bySummary is not null)
        {
            found.Add($"The summary says {bySummary}");
        }

        if (byStatistics is not null)
        {
            found.Add($"The statistics say {byStatistics}");
        }
    }

    // "100 %, but 5 of 10 items are 50 %."; null for a rate that its counts bear out.
    private static string? Rate(Field<double>? said, Counts counts)
    {
        // More than all is told by itself: a percentage of it would say nothing.
        if (said is { HasValue: true } rate && counts is { Succeeded: { } succeeded and >= 0, Total: { } total and > 0 } && succeeded <= total)
        {
            var percent = 100.0 * succeeded / total;
            return Math.Abs(rate.Value - percent) <= MaxRounding
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{rate.Value:0.##} %, but {N(succeeded)} of {N(total)} items are {percent:0.##} %.");
        }

        return null;
    }

    // Only an answer of the API has its rows beside its numbers; the copy's header has none.
    private static void PageItself(List<string> found, ResultsData data)
    {
        if (data.JobResults.Value is not { } rows
            || data.Pagination.Value is not { } page
            || ApiCounts.NonNegative(page.PageSize) is not { } size
            || ApiCounts.NonNegative(page.TotalItems) is not { } items
            || (ApiCounts.NonNegative(page.Page) ?? 1) is not (>= 1 and < 1_000_000_000 and var number)
            || size is 0 or > 1_000_000)
        {
            return;
        }

        var announced = Math.Clamp(items - ((number - 1) * size), 0, size);
        if (rows.Count < announced)
        {
            found.Add($"The API announced {N(announced)} {(announced == 1 ? "job" : "jobs")} on this page and sent {N(rows.Count)}.");
        }
    }

    private static void SummaryAgainstSums(List<string> found, ResultsData data, Counts counts)
    {
        var pages = ApiCounts.Of(data.Pagination.Value?.TotalItems);
        if (IsFinal(data) && pages != counts.Processed)
        {
            Compare(found, "The summary counts", counts.Total, "items", "the pages announce", pages);
        }

        // Items without an outcome may be counted by type or not, and while a batch goes on some of them.
        var byType = data.Statistics.Value?.MediaDistribution.Value?.ByType.Value;
        if (byType is { Count: > 0 } && IsFinal(data) && byType.Values.Sum(count => ApiCounts.Of(count) ?? 0) is var typed && typed != counts.Total)
        {
            Compare(found, "The media types add up to", typed, "items", "the finished files are", counts.Processed);
        }

        var errors = data.Statistics.Value?.ErrorSummary.Value;
        if (errors is { Count: > 0 })
        {
            Compare(found, "The error summary adds up to", errors.Sum(entry => ApiCounts.Of(entry.Value?.Count) ?? 0), "failures", "the summary counts", counts.Failed);
        }
    }

    private static void AgainstRows(
        List<string> found, ResultsData data, Counts summary, JobFacts rows, IEnumerable<ErrorSummary> errors)
    {
        if (IsFinal(data))
        {
            Sent(found, ApiCounts.Of(data.Pagination.Value?.TotalItems), summary, rows.Jobs);
        }

        if (rows.Jobs == summary.Total || rows.Jobs == summary.Processed)
        {
            Compare(found, "The summary counts", summary.Failed, "failed", "the results list", rows.Failed);
            foreach (var error in errors
                .Where(entry => entry.ErrorType.HasValue && entry.Count.HasValue)
                .GroupBy(entry => ReconciledNumbers.Named(entry.ErrorType.Value), WordComparer.Instance))
            {
                var type = error.Key!;
                var listed = rows.ByErrorCode.Where(code => WordComparer.Instance.Equals(ReconciledNumbers.Named(code.Value), type)).Sum(code => code.Count);
                Compare(found, "The error summary counts", error.Sum(entry => ApiCounts.Of(entry.Count)), $"× {ProblemWords.Shorten(type)}", "the results list", listed);
            }
        }

        if (rows.Repeats > 0)
        {
            found.Add(rows.Repeats == 1
                ? "1 job came twice, and is counted and listed once."
                : $"{N(rows.Repeats)} jobs came twice, and are counted and listed once.");
        }

        if (rows.DistinctJobIds > 0 && rows.DistinctJobIds < rows.Jobs)
        {
            found.Add($"The results list {N(rows.Jobs)} jobs, but only {N(rows.DistinctJobIds)} different job ids.");
        }

        var bytes = data.Statistics.Value?.Resources.Value?.TotalFilesSizeBytes;
        if (bytes is { HasValue: true } announced && (rows.Jobs == summary.Total || rows.Jobs == summary.Processed) && rows.SizedJobs == rows.Jobs && rows.TotalBytes != announced.Value)
        {
            found.Add($"The statistics count {N(announced.Value)} bytes, but the files listed have {N(rows.TotalBytes)}.");
        }
    }

    // The lists of a batch that goes on hold what is processed so far, a moment before or after it was counted.
    private static bool IsFinal(ResultsData data) =>
        FinalStatus.Is(data.BatchSummary.Value?.Status.Text, data.BatchSummary.Value?.Timeline.Value?.CompletedAt.HasValue == true);

    // All that was finished is all there can be, unless the pages themselves announce more.
    private static void Sent(List<string> found, long? pages, Counts summary, long sent)
    {
        var counted = sent == summary.Processed || pages > summary.Total ? pages : summary.Total ?? pages;
        if (counted > sent)
        {
            found.Add(SendsFewer(counted.Value, sent));
        }
        else if (counted < sent)
        {
            found.Add($"The API counts {Files(counted.Value)} but sends {N(sent)}.");
        }
    }

    private static string Files(long count) => count == 1 ? "1 file" : $"{N(count)} files";

    private static void Compare(List<string> found, string one, long? first, string what, string other, long? second)
    {
        if (first is { } a && second is { } b && a != b)
        {
            found.Add($"{one} {N(a)} {what}, but {other} {N(b)}.");
        }
    }

    private static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Counts(long? Succeeded, long? Failed, long? Total)
    {
        private static readonly Counts None = new(null, null, null);

        // Lists may leave out the items that have no outcome yet, or never got one because the batch was cancelled.
        public long? Processed => Succeeded + Failed;

        public static Counts Of(BatchSummary? summary) => summary?.Completion.Value is { } counts
            ? new Counts(ApiCounts.Of(counts.Successful), ApiCounts.Of(counts.Failed), ApiCounts.Of(counts.TotalItems))
            : None;

        public static Counts Of(StatisticsCompletion? counts) => counts is null
            ? None
            : new Counts(ApiCounts.Of(counts.Successful), ApiCounts.Of(counts.Failed), ApiCounts.Of(counts.Total));
    }
}
