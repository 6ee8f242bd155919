using BatchDashboard.Results;
using Microsoft.AspNetCore.Http.Features;

namespace BatchDashboard.Export;

/// <summary>Sends a file as it is made. Its length is not known before, so a download that ends early is broken off: nobody may take half a file for the whole.</summary>
public sealed partial class Download(ExportRuns runs, ILogger<Download> log)
{
    /// <summary>Sends rows as a file of any kind.</summary>
    /// <param name="subject">What is in the file, for its name.</param>
    /// <param name="filter">A query string without its question mark; empty for everything.</param>
    /// <param name="sheet">What the rows are.</param>
    public Task SendTableAsync(HttpContext http, string subject, string filter, Rows rows, string sheet, ExportFormat format, DateTimeOffset now) => SendAsync(
        http,
        ExportFileName.Of(subject, filter, now, format),
        format,
        rows.Total,
        (target, written, token) => TableFile.WriteAsync(rows, sheet, format, target, written, token));

    /// <param name="write">Writes the file, and tells now and then how many rows are written.</param>
    public async Task SendAsync(
        HttpContext http, string fileName, ExportFormat format, long total, Func<Stream, Action<long>, CancellationToken, Task> write)
    {
        DownloadedFile.Describe(http.Response, fileName, format.ContentType);
        if (IsHead(http))
        {
            return;
        }

        if (http.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            // A workbook is a ZIP archive, which is written synchronously.
            body.AllowSynchronousIO = format == ExportFormat.Xlsx;
        }

        var run = runs.Begin(http.Request.Query[ExportRuns.Parameter].LastOrDefault(), total);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        _ = run.Cancelled.ContinueWith(_ => http.Abort(), ended.Token, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await write(http.Response.Body, run.Report, ended.Token);
            await http.Response.CompleteAsync();
            run.End(ExportState.Done);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested || run.Cancelled.IsCompleted)
        {
            run.End(ExportState.Cancelled);
            http.Abort();
        }
        catch (Exception failure) when (ProblemWords.OfData(failure) is { } problem)
        {
            run.End(ExportState.Failed, problem.Sentence);
            if (http.Response.HasStarted)
            {
                LogBroken(log, fileName, failure);
                http.Abort();
                return;
            }

            http.Response.Clear();
            await Refusal.AnswerAsync(http, problem);
        }
        catch
        {
            run.End(ExportState.Failed, "The file could not be made; the log of the dashboard says why.");
            throw;
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    // The pages' pipeline answers HEAD as GET into nothing; the rows need not be read for that.
    private static bool IsHead(HttpContext http) => http.Response.Body == Stream.Null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The download of {File} was broken off.")]
    private static partial void LogBroken(ILogger log, string file, Exception failure);
}
