using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Kit;

/// <summary>
/// <c>/export/batches/{batchId}/kit.zip</c> with the grid's query string, or with <c>scope</c>, a ticket of
/// <see cref="JobScopes"/>. The archive is made in a file of its own and only then sent: what goes wrong is told in words, and
/// when a newer copy of the batch takes the older one's place meanwhile, it is made anew of that. Nobody gets half a kit.
/// </summary>
internal sealed class KitEndpoint(
    CopyReader copies, BatchStore store, QueryMarks marks, ResubmissionStore sent, JobScopes scopes, IWicksonEndpoint endpoint, Advisor advisor, TimeProvider time)
{
    private static Problem NoBatchId { get; } = new(ProblemKind.NotFound, "This is no batch id.", "Check the link, or download the kit on the batch's page.");

    private static Problem ForgottenSelection { get; } = new(ProblemKind.NotFound, "This selection is no longer kept here.", "Select the files again.");

    private static Problem NothingFailed { get; } = new(
        ProblemKind.NotFound, "No failed file is among these, so there is nothing to send again.", "Choose others on the batch's page.");

    private static Problem NoRoom { get; } = new(
        ProblemKind.StorageFailed,
        "The kit could not be made: the folder for temporary files is full, or cannot be written.",
        "Make room there, then download it again.");

    public async Task AnswerAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (!BatchId.TryParse((string?)context.GetRouteValue("batchId"), out var id))
        {
            await Refusal.AnswerAsync(context, NoBatchId);
            return;
        }

        var parameters = new Parameters(context.Request.QueryString.Value, JobScopes.Names);
        var (query, ticket) = JobScopes.Read(parameters);
        if (await Refusal.RefusesAsync(context, parameters))
        {
            return;
        }

        var scope = scopes.Find(ticket);
        if (ticket is not null && scope?.BatchId != id)
        {
            await Refusal.AnswerAsync(context, ForgottenSelection);
            return;
        }

        var selection = new KitSelection(query, scope);
        try
        {
            // A kit of some jobs would pass for one of all. As for an export, nothing is downloaded because a program asks.
            await (await copies.FindAsync(id, cancellation) switch
            {
                null => Refusal.AnswerAsync(context, ProblemWords.NeverOpened(id)),
                { Current: null } batch => Refusal.AnswerAsync(context, ProblemWords.NotWhole(batch)),
                var batch => SendAsync(context, batch, selection, cancellation),
            });
        }
        catch (DatabaseException failure) when (!context.Response.HasStarted)
        {
            await Refusal.AnswerAsync(context, ProblemWords.Of(failure));
        }
        catch (IOException) when (!context.Response.HasStarted && !cancellation.IsCancellationRequested)
        {
            await Refusal.AnswerAsync(context, NoRoom);
        }
    }

    private async Task SendAsync(HttpContext context, CachedBatch batch, KitSelection selection, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 64 * 1024,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Names and messages of the files are nobody else's on this machine.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), "kit-" + Path.GetRandomFileName()), options);
        var files = await copies.WholeAsync(
            batch,
            async one =>
            {
                file.SetLength(0);
                return await new KitArchive(new KitReader(store, marks, one, selection, await sent.SentJobsAsync(one.Id.Value, cancellation)), advisor, endpoint.BaseUrl, now).WriteAsync(file, cancellation);
            },
            cancellation);
        if (files == 0)
        {
            await Refusal.AnswerAsync(context, NothingFailed);
            return;
        }

        file.Position = 0;
        DownloadedFile.Describe(context.Response, FileName(batch.Id, selection, now), "application/zip");
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, cancellation);
    }

    private static string FileName(BatchId id, KitSelection selection, DateTimeOffset now)
    {
        var filter = selection.Scope is not null ? "selection" : string.Join('-', [.. selection.Query.ErrorCodes, .. selection.Query.MediaTypes, selection.Query.Search]);
        return DownloadedFile.Name(id.Value, filter.Length == 0 ? "failed" : filter, now, "_kit.zip");
    }
}
