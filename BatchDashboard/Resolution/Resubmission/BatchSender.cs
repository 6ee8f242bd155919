using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What came of sending a batch.</summary>
/// <param name="Batch">Null when there is no such batch.</param>
/// <param name="Refusal">Why it was not sent at all; null when it was.</param>
/// <param name="GoesOn">False when the next batch would meet the same trouble.</param>
public sealed record SentBatch(ResubmittedBatch? Batch, string? Refusal, bool GoesOn);

/// <summary>Sends one batch of a resubmission to the API while its files arrive from the browser.</summary>
public sealed class BatchSender(
    ResubmissionStore store, ResubmissionChanges changes, WicksonClient client, IResultsService results, ILogger<BatchSender> log)
{
    /// <summary>Sends a planned batch, once: who asks for the same one meanwhile is refused.</summary>
    /// <param name="sections">The files, in the order of the plan.</param>
    /// <param name="browserGone">The browser's request was given up.</param>
    /// <exception cref="DatabaseException">The database cannot be written; nothing was sent, or what was sent is in doubt.</exception>
    public async Task<SentBatch> SendAsync(string id, int number, MultipartReader sections, CancellationToken browserGone)
    {
        if (results.Mode == SourceMode.Cache)
        {
            return new(null, ResubmissionService.NeedsLive.Sentence, GoesOn: false);
        }

        if (await store.FindAsync(id, browserGone) is not { } resubmission || Batch(resubmission, number) is not { } batch)
        {
            return new(null, null, GoesOn: false);
        }

        var files = await store.FilesAsync(id, number, browserGone);
        var stops = changes.Stops(id);
        if (!await store.TryBeginAsync(id, number, browserGone))
        {
            var now = await FindAsync(id, number);
            return new(now, ResubmissionWords.NotNow(now ?? batch), GoesOn: true);
        }

        var running = changes.Begin(id, number, files.Count, browserGone);
        var goesOn = true;
        try
        {
            changes.Tell(id);
            if (changes.Stops(id) != stops)
            {
                // Cancelled between the two steps: whoever cancelled found neither a planned batch nor one on its way.
                running.Stop();
            }

            goesOn = await SendAsync(resubmission, number, files, new UploadedFiles(sections, files, running), running);
        }
        finally
        {
            changes.End(id, number);
            changes.Tell(id);
        }

        return new(await FindAsync(id, number), null, goesOn);
    }

    public async Task<ResubmittedBatch?> FindAsync(string id, int number) =>
        await store.FindAsync(id, CancellationToken.None) is { } resubmission ? Batch(resubmission, number) : null;

    // From here on the outcome is written whoever has gone away: the API may have made a batch.
    private async Task<bool> SendAsync(
        StoredResubmission resubmission, int number, IReadOnlyList<ResubmittedFile> files, UploadedFiles upload, RunningUpload running)
    {
        BatchId? accepted = null;
        try
        {
            var request = new NewBatch(
                resubmission.Collection ?? "",
                resubmission.ForceOverwrite,
                [.. files.Select((file, place) => new NewFile(file.FileName, file.SizeBytes, (target, token) => upload.CopyAsync(place, target, token)))]);
            var made = await client.CreateBatchAsync(request, running.Token);
            accepted = made.NewBatchId;

            // Whatever becomes of the database: the batch is paid for, and this line has its id.
            log.LogInformation("Wickson made {Batch} of batch {Number} of resubmission {Resubmission}.", accepted, number, resubmission.ResubmissionId);
            return await KeepAsync(resubmission.ResubmissionId, number, made);
        }
        catch (Exception error) when (upload.Problem is { } problem && error is WicksonException or OperationCanceledException or IOException)
        {
            await EndAsync(resubmission.ResubmissionId, number, ResubmittedBatchState.Cancelled, $"{problem} Nothing of this batch was made.");
            return true;
        }
        catch (WicksonException failure)
        {
            return await KeepAsync(resubmission.ResubmissionId, number, failure.Error);
        }
        catch (OperationCanceledException)
        {
            var sentence = running.IsStoppedByOperator ? ResubmissionWords.CancelledDuring : ResubmissionWords.BrowserGone;
            await EndAsync(resubmission.ResubmissionId, number, ResubmittedBatchState.Cancelled, sentence);
            return false;
        }
        catch
        {
            await (accepted is { } batch
                ? EndAsync(resubmission.ResubmissionId, number, ResubmittedBatchState.Unknown, ResubmissionWords.NotStored(batch))
                : upload.IsComplete
                ? EndAsync(resubmission.ResubmissionId, number, ResubmittedBatchState.Unknown, ResubmissionWords.Doubt)
                : EndAsync(resubmission.ResubmissionId, number, ResubmittedBatchState.Cancelled, ResubmissionWords.Stumbled));
            throw;
        }
    }

    private async Task<bool> KeepAsync(string id, int number, CreatedBatchBody made)
    {
        if (made.NewBatchId is not { } batch)
        {
            await EndAsync(id, number, ResubmittedBatchState.Unknown, "Wickson accepted the batch but named no id of it. Look for it in your Wickson console.");
            return true;
        }

        if (!await store.AcceptAsync(id, number, batch.Value, null, CancellationToken.None))
        {
            // The id is that of a batch which was sent before; or somebody said meanwhile that nothing was made of this one.
            await EndAsync(id, number, ResubmittedBatchState.Unknown, ResubmissionWords.NotItsOwn(batch));
            await store.MoveAsync(id, number, ResubmittedBatchState.Planned, ResubmittedBatchState.Unknown, ResubmissionWords.NotStored(batch), CancellationToken.None);
        }

        changes.Tell(id);

        // So that it stands on the batches page. That the API cannot show it yet makes it no less accepted.
        if ((await results.OpenAsync([batch], CancellationToken.None))[0].Problem is { } problem)
        {
            log.LogWarning("The new batch {Batch} could not be opened: {Sentence}", batch, problem.Sentence);
        }

        return true;
    }

    private async Task<bool> KeepAsync(string id, int number, WicksonError error)
    {
        var (state, sentence) = error switch
        {
            { OutcomeUnknown: true } => (ResubmittedBatchState.Unknown, error.Message),
            { Status: null } and not { Failure: WicksonFailure.RateLimited } => (ResubmittedBatchState.Cancelled, ResubmissionWords.BrokenOff(error)),
            _ => (ResubmittedBatchState.Refused, ResubmissionWords.Refused(error)),
        };
        await EndAsync(id, number, state, sentence);
        return state == ResubmittedBatchState.Refused && ResubmissionWords.GoesOn(error);
    }

    private Task<bool> EndAsync(string id, int number, ResubmittedBatchState state, string sentence) =>
        store.MoveAsync(id, number, ResubmittedBatchState.Sending, state, sentence, CancellationToken.None);

    private static ResubmittedBatch? Batch(StoredResubmission resubmission, int number) => resubmission.Batches.FirstOrDefault(batch => batch.Number == number);
}
