using System.Security.Cryptography;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>
/// Resubmissions from their plan to their end, but for the sending itself (<see cref="BatchSender"/>). What it tells stands in
/// the database, so that a page, a second operator or the next start of the program sees the same.
/// </summary>
public sealed class ResubmissionService(ResubmissionStore store, ResubmissionChanges changes, IResultsService results)
{
    private const string DefaultCollection = "default";

    // Between this machine's clock and the API's.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>Keeps the plan; nothing is sent yet. The new resubmission's id, or what stands against it.</summary>
    /// <param name="source">The batch whose files failed.</param>
    /// <param name="startedBy">Who sends.</param>
    /// <param name="includesSent">Whether files may go that were sent before; without it a second page finds that it comes late.</param>
    public async Task<(string? Id, Problem? Problem)> StartAsync(
        BatchId source, ResubmissionPlan plan, string? collection, bool forceOverwrite, string startedBy, bool includesSent, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (results.Mode == SourceMode.Cache)
        {
            return (null, NeedsLive);
        }

        if (plan.Batches.Count == 0)
        {
            return (null, new Problem(ProblemKind.BadInput, "There is nothing to send.", "Drop files that take the place of failed ones."));
        }

        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var files = plan.Batches.SelectMany((batch, index) => batch.Files.Select(match => new ResubmittedFile(
            index + 1, source.Value, match.File.Job, match.File.Name, match.File.ErrorCode, match.File.Verdict.ToString(), match.Dropped.Name, match.Dropped.SizeBytes)));
        var resubmission = new NewResubmission(
            id, string.IsNullOrWhiteSpace(collection) ? DefaultCollection : collection, forceOverwrite, startedBy, [.. files]);
        var late = 0;
        var problem = await GuardAsync(async () =>
        {
            if (!includesSent)
            {
                var sent = await store.SentJobsAsync(source.Value, cancellation);
                late = resubmission.Files.Count(file => sent.Contains(file.SourceJob));
            }

            if (late == 0)
            {
                await store.CreateAsync(resubmission, cancellation);
            }
        });
        return late > 0 ? (null, Late(late)) : problem is null ? (id, null) : (null, problem);
    }

    public async Task<Answer<StoredResubmission>> FindAsync(string id, CancellationToken cancellation)
    {
        StoredResubmission? found = null;
        var problem = await GuardAsync(async () => found = await store.FindAsync(id, cancellation));
        return found is null ? new(null, problem ?? NoSuch) : new(found);
    }

    /// <summary>The files of one batch; empty when they cannot be read.</summary>
    public async Task<IReadOnlyList<ResubmittedFile>> FilesAsync(string id, int number, CancellationToken cancellation)
    {
        IReadOnlyList<ResubmittedFile> files = [];
        await GuardAsync(async () => files = await store.FilesAsync(id, number, cancellation));
        return files;
    }

    /// <summary>The batches that can still be sent with these files: a file stands for one of the same name and size.</summary>
    /// <returns>By number the browser's numbers of the files, in order; only batches of which every file is there.</returns>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<int>>> FindAgainAsync(string id, IReadOnlyList<DroppedFile> dropped, CancellationToken cancellation)
    {
        var found = new Dictionary<int, IReadOnlyList<int>>();
        await GuardAsync(async () =>
        {
            var here = dropped.GroupBy(file => (file.Name, file.SizeBytes)).ToDictionary(group => group.Key, group => new Queue<int>(group.Select(file => file.Index)));
            foreach (var batch in (await store.UnsentAsync(id, cancellation)).GroupBy(file => file.BatchNumber))
            {
                // Only a batch of which every file is there takes them.
                var wanted = batch.CountBy(file => (file.FileName, file.SizeBytes));
                if (wanted.All(file => here.TryGetValue(file.Key, out var queue) && queue.Count >= file.Value))
                {
                    found[batch.Key] = [.. batch.Select(file => here[(file.FileName, file.SizeBytes)].Dequeue())];
                }
            }
        });
        return found;
    }

    /// <summary>Refused and cancelled batches may be sent again.</summary>
    public async Task<Problem?> PlanAgainAsync(string id, IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        var problem = await GuardAsync(() => store.PlanAgainAsync(id, numbers, cancellation));
        changes.Tell(id);
        return problem;
    }

    /// <summary>Stops what is on its way and everything that is planned; what was accepted stays.</summary>
    public async Task<Problem?> CancelAsync(string id, CancellationToken cancellation)
    {
        var problem = await GuardAsync(() => store.CancelPlannedAsync(id, ResubmissionWords.CancelledBefore, cancellation));
        changes.Stop(id);
        changes.Tell(id);
        return problem;
    }

    /// <summary>The browser cannot read a file of a planned batch any more, so that it never came here.</summary>
    /// <param name="place">0-based place of the file in the batch.</param>
    public async Task<Problem?> UnreadableAsync(string id, int number, int place, CancellationToken cancellation)
    {
        var problem = await GuardAsync(async () =>
        {
            var name = (await store.FilesAsync(id, number, cancellation)).ElementAtOrDefault(place)?.FileName ?? "a file";
            var sentence = $"The browser can no longer read “{Wording.Quote(name)}”: it was changed, moved or deleted since it was chosen. Choose it again.";
            foreach (var from in new[] { ResubmittedBatchState.Planned, ResubmittedBatchState.Refused, ResubmittedBatchState.Cancelled })
            {
                await store.MoveAsync(id, number, from, ResubmittedBatchState.Cancelled, sentence, cancellation);
            }
        });
        changes.Tell(id);
        return problem;
    }

    /// <summary>
    /// An operator found the batch whose outcome was not known. It is looked up first: another batch than the one that was
    /// sent is not taken for it.
    /// </summary>
    public async Task<Problem?> ConfirmAsync(string id, int number, BatchId made, CancellationToken cancellation)
    {
        if ((await results.OpenAsync([made], cancellation))[0].Problem is { } unknown)
        {
            return unknown;
        }

        var answer = await results.GetBatchAsync(made, JobQuery.Default, cancellation);
        if (answer.Value is null)
        {
            return answer.Problem ?? ProblemWords.UnknownHere(made);
        }

        return await GuardAsync(async () =>
        {
            var here = await store.FindAsync(id, cancellation);
            var sentAt = here?.Batches.FirstOrDefault(batch => batch.Number == number)?.SentAt;
            if (here?.Sources.Contains(made.Value, StringComparer.Ordinal) == true || (answer.Value.Batch.Timeline.CreatedAt is { } created && created < sentAt - ClockSkew))
            {
                throw new DoubtException($"The batch “{made.Value}” was there before these files were sent: it is another one.");
            }

            if (await store.IsKnownAsync(made.Value, cancellation))
            {
                throw new DoubtException($"The batch “{made.Value}” is another one of those that were sent from here.");
            }

            // Fewer may be in it, for Wickson skips duplicates; what was not sent cannot be.
            var sent = (await store.FilesAsync(id, number, cancellation)).Select(file => file.FileName).ToHashSet(StringComparer.Ordinal);
            if (answer.Value is { Jobs.Rows: var rows } page && (page.Batch.Completion.Total > sent.Count || rows.Any(row => row.FileName is { } name && !sent.Contains(name))))
            {
                throw new DoubtException($"The batch “{made.Value}” has files that were not sent here: it is another one.");
            }

            if (!await store.AcceptAsync(id, number, made.Value, "An operator found it.", cancellation))
            {
                throw Settled();
            }

            changes.Tell(id);
        });
    }

    /// <summary>An operator knows that Wickson made nothing of it: it may be sent again.</summary>
    public async Task<Problem?> DenyAsync(string id, int number, CancellationToken cancellation)
    {
        var problem = await GuardAsync(async () =>
        {
            if (!await store.MoveAsync(
                id, number, ResubmittedBatchState.Unknown, ResubmittedBatchState.Planned, "An operator made sure that Wickson made no batch of it.", cancellation))
            {
                throw Settled();
            }
        });
        changes.Tell(id);
        return problem;
    }

    internal static Problem NeedsLive { get; } = new(
        ProblemKind.BadInput,
        "Sending needs a live source: in cache mode nothing is asked of Wickson.",
        "Take the kit, which sends the files from any machine that has the key.");

    private static Problem Late(int files) => new(
        ProblemKind.BadInput,
        FormattableString.Invariant($"{files:N0} of these files were sent again meanwhile, from another page."),
        "Load this page again: it leaves them out.");

    private static Problem NoSuch { get; } = new(
        ProblemKind.NotFound, "There is no such resubmission.", "Check the link, or begin at the batch whose files failed.");

    private static async Task<Problem?> GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (DatabaseException exception)
        {
            return ProblemWords.Of(exception);
        }
        catch (DoubtException doubt)
        {
            return new Problem(ProblemKind.BadInput, doubt.Message, doubt.Advice);
        }
    }

    private static DoubtException Settled() => new("Somebody has settled this batch already.") { Advice = "The page shows what they found." };

    private sealed class DoubtException(string sentence) : Exception(sentence)
    {
        public string Advice { get; init; } = "Check the id in your Wickson console.";
    }
}
