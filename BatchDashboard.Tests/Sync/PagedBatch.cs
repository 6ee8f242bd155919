using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;

namespace BatchDashboard.Tests.Sync;

/// <summary>A batch of plain jobs behind the API, whose server misbehaves as a test wants.</summary>
internal sealed class PagedBatch
{
    public static readonly BatchId Id = BatchId.Parse("batch-paged");
    private readonly ConcurrentQueue<(int Page, int Size)> _asked = new();

    public PagedBatch(ApiServer api) => api.Intercept = AnswerAsync;

    public volatile int Total = 2000;

    /// <summary>The most jobs a page that it grants.</summary>
    public volatile int Grant = 100;

    public volatile string Status = "completed";

    /// <summary>Part of every job's id and name.</summary>
    public volatile string Mark = "";

    /// <summary>Runs before a page is answered; true when it has answered.</summary>
    public Func<HttpContext, int, Task<bool>>? Before { get; set; }

    /// <summary>Which job stands at an ordinal.</summary>
    public Func<int, int> JobAt { get; set; } = ordinal => ordinal;

    /// <summary>Every request so far, with the size that it asked for.</summary>
    public IReadOnlyList<(int Page, int Size)> Asked => [.. _asked];

    public static string JobId(int job) => string.Create(CultureInfo.InvariantCulture, $"job-{job}");

    public static string FileName(int job) => string.Create(CultureInfo.InvariantCulture, $"File {job}.pdf");

    public static long Size(int job) => 1000 + (job * 37L);

    /// <summary>Hangs until nobody waits for the answer.</summary>
    public static async Task<bool> StallAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        return true;
    }

    /// <summary>Answers with a status and nothing else.</summary>
    public static Task<bool> Fail(HttpContext context, int status, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.FromResult(true);
    }

    public string Body(int page, int size)
    {
        var total = Total;
        var first = (page - 1) * size;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""{"success":true,"data":{"batch_summary":{"status":"{{Status}}","completion":{"successful":{{total - (total / 10)}},"failed":{{total / 10}},"total_items":{{total}} } },"job_results":[""");
        for (var ordinal = first; ordinal < Math.Min(total, first + size); ordinal++)
        {
            var job = JobAt(ordinal);
            text.Append(ordinal == first ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"job_id":"{{JobId(job)}}{{Mark}}","filename":"{{Mark}}{{FileName(job)}}","status":"{{(job % 10 == 0 ? "failed" : "succeeded")}}","file_info":{"size_bytes":{{Size(job)}} } }""");
        }

        return text.Append(CultureInfo.InvariantCulture, $$"""],"pagination":{"page":{{page}},"page_size":{{size}},"total_items":{{total}},"total_pages":{{(total + size - 1) / size}} } } }""").ToString();
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        if (!context.Request.Path.Value!.EndsWith($"/{Id.Value}/results", StringComparison.Ordinal))
        {
            return false;
        }

        var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
        var size = int.Parse(context.Request.Query["page_size"]!, CultureInfo.InvariantCulture);
        _asked.Enqueue((page, size));
        if (Before is null || !await Before(context, page))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Body(page, Math.Min(size, Grant)), context.RequestAborted);
        }

        return true;
    }
}

internal static class CopyWaits
{
    /// <summary>Moves the clock to the end of every wait of the copy until the copy has ended.</summary>
    public static async Task RunToEndAsync(this Dashboard dashboard, BatchId id)
    {
        while (true)
        {
            await dashboard.UntilAsync(id.Value, () => dashboard.Sync.Progress(id) is { IsActive: false } || End() > dashboard.Clock.GetUtcNow());
            if (dashboard.Sync.Progress(id) is { IsActive: false })
            {
                return;
            }

            if (End() is { } end && end > dashboard.Clock.GetUtcNow())
            {
                dashboard.Clock.SetUtcNow(end);
            }
        }

        DateTimeOffset? End() => dashboard.Sync.Progress(id)?.Obstacle?.RetryAt;
    }

    /// <summary>All jobs of the complete copy are those of the batch, in its order.</summary>
    public static async Task AssertIsCopyOfAsync(this Dashboard dashboard, PagedBatch batch)
    {
        var token = TestContext.Current.CancellationToken;
        var copy = (await dashboard.Store.FindAsync(PagedBatch.Id, token))!.Current!;
        var jobs = await dashboard.Store.ListRangeAsync(copy.Key, 0, batch.Total + 1, token);
        Assert.Equal(batch.Total, jobs.Count);
        for (var ordinal = 0; ordinal < jobs.Count; ordinal++)
        {
            var (job, result) = (batch.JobAt(ordinal), jobs[ordinal].Job);
            var sent = ((long)ordinal, PagedBatch.JobId(job) + batch.Mark, batch.Mark + PagedBatch.FileName(job), (long?)PagedBatch.Size(job));
            var stored = (jobs[ordinal].Ordinal, result.JobId, result.FileName, result.SizeBytes);
            // Of a hundred thousand, only those that differ are worth an assertion.
            if (sent != stored)
            {
                Assert.Equal(sent, stored);
            }
        }
    }
}
