using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Reads which files of a batch failed, from its copy, and what is known of each.</summary>
public sealed class FailedFiles(
    IResultsService results, CopyReader copies, BatchStore store, QueryMarks marks, ResubmissionStore resubmissions, JobScopes scopes, Advisor advisor)
{
    private const int RowsAtOnce = 10_000;
    private const string FailedStatus = "failed";

    /// <summary>
    /// The failed files that a query or a frozen selection names. Which they are is known of a whole copy: a missing one is
    /// begun when it is cheap, or when the operator wants it whatever it costs.
    /// </summary>
    /// <param name="ticket">Of a selection in <see cref="JobScopes"/>; null for what the query finds.</param>
    /// <param name="includesSent">Also those that were sent again already.</param>
    /// <param name="mayCopy">The operator asked for the copy.</param>
    public async Task<Answer<FailedSelection>> ReadAsync(
        BatchId id, JobQuery query, string? ticket, bool includesSent, bool mayCopy, CancellationToken cancellation)
    {
        var scope = scopes.Find(ticket);
        if (ticket is not null && scope?.BatchId != id)
        {
            return new(null, ForgottenSelection);
        }

        var asked = (scope is null ? query : JobQuery.Default) with { Page = 1, PageSize = JobQuery.PageSizes[0], Sort = JobSort.None, Descending = false };
        asked = asked.Statuses.Count == 0 ? asked with { Statuses = [FailedStatus] } : asked;
        if (!mayCopy && await NotCopiedAsync(id, cancellation) is { } first
            && (first.Value is not { Batch: var early } || (early.Freshness.Kind != FreshnessKind.Copying && early.CopyCost > CopyOnDemand.CheapRequests)))
        {
            return new(first.Value is null ? null : new FailedSelection(first.Value.Batch, [], 0, IsWhole: false), first.Problem);
        }

        var answer = await results.GetBatchAsync(id, asked, cancellation);
        if (answer.Value is not { } page)
        {
            return new(null, answer.Problem);
        }

        return await Stored.AnswerAsync<FailedSelection>(async () =>
        {
            var batch = await copies.FindAsync(id, cancellation);
            var isWhole = batch?.Current is not null && page.Batch.Freshness.Kind != FreshnessKind.Copying;
            if (batch?.Readable is null || (!isWhole && results.Mode != SourceMode.Cache))
            {
                return new(new FailedSelection(page.Batch, [], 0, IsWhole: false), answer.Problem);
            }

            var keys = scope?.Keys.ToHashSet(StringComparer.Ordinal);
            var marked = await marks.AddAsync(id, asked, cancellation);
            var files = await copies.WholeAsync(batch, one => FilesAsync(one, marked, keys, cancellation), cancellation);
            var sent = await resubmissions.SentJobsAsync(id.Value, cancellation);
            var left = includesSent || sent.Count == 0 ? files : files.FindAll(file => !sent.Contains(file.Job));
            return new(
                new FailedSelection(page.Batch, left, includesSent ? 0 : files.Count - left.Count, IsWhole: true)
                {
                    Kinds = Kinds(page.Batch, left),
                    Unfinished = await resubmissions.UnfinishedAsync(id.Value, cancellation),
                },
                answer.Problem);
        });
    }

    // Unlike a filter, a plain page has no need of a copy, and tells what one costs. Null where there is a copy.
    private async Task<Answer<BatchPage>?> NotCopiedAsync(BatchId id, CancellationToken cancellation)
    {
        if (results.Mode == SourceMode.Cache)
        {
            return null;
        }

        try
        {
            return await copies.FindAsync(id, cancellation) is { Current: not null } ? null : await results.GetBatchAsync(id, JobQuery.Default, cancellation);
        }
        catch (DatabaseException exception)
        {
            return new(null, ProblemWords.Of(exception));
        }
    }

    private async Task<List<FileToFix>> FilesAsync(CachedBatch batch, JobQuery marked, HashSet<string>? keys, CancellationToken cancellation)
    {
        var files = new List<FileToFix>();
        var formats = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var snapshot = batch.Readable!.Key;
        await foreach (var jobs in store.WalkAsync(snapshot, marked, RowsAtOnce, cancellation))
        {
            var failed = jobs.Select(job => (job.Ordinal, Row: JobRowBuilder.Build(batch.Id, job)))
                .Where(job => job.Row.Outcome == JobOutcome.Failed && keys?.Contains(job.Row.Key) != false)
                .ToList();
            var details = await store.DetailsAsync(snapshot, failed.ConvertAll(job => job.Ordinal), cancellation);
            foreach (var (ordinal, row) in failed)
            {
                var found = details.TryGetValue(ordinal, out var known) ? known : (System.Text.Json.JsonElement?)null;
                var read = new FailureDetails(found);
                files.Add(new FileToFix(row.Key, row.FileName, row.SizeBytes, row.ErrorCode, row.MediaType, advisor.For(row, found).Verdict)
                {
                    FoundFormat = read.Format,
                    SupportedFormats = Shared(formats, read.SupportedFormats),
                    MaxBytes = read.MaxBytes,
                });
            }
        }

        return files;
    }

    // Thousands of errors name the same formats: one list is kept for them all.
    private static IReadOnlyList<string> Shared(Dictionary<string, IReadOnlyList<string>> known, IReadOnlyList<string> formats)
    {
        if (formats.Count == 0)
        {
            return [];
        }

        var key = string.Join(' ', formats);
        return known.TryGetValue(key, out var shared) ? shared : known[key] = formats;
    }

    private List<FailedKind> Kinds(BatchView batch, IReadOnlyList<FileToFix> files)
    {
        var groups = new FailedGroups();
        foreach (var file in files)
        {
            groups.Add(file.ErrorCode, file.Name, file.SizeBytes, file.FoundFormat, file.SupportedFormats);
        }

        var resolutions = batch.Errors.Where(group => group.Resolution is not null).ToDictionary(group => group.ErrorType, group => group.Resolution!, WordComparer.Instance);
        return [.. groups.Views(resolutions).Select(group => new FailedKind(group.ErrorType, group.Count, advisor.ForType(group.ErrorType, group), group.Resolution))];
    }

    private static Problem ForgottenSelection { get; } = new(
        ProblemKind.BadInput,
        "This selection of files is no longer known: selections last until the dashboard is restarted.",
        "Go back to the batch and select the files again.");
}
