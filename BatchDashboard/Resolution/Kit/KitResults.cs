using System.Globalization;
using System.Security.Cryptography;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution.Kit;

/// <summary>What the dashboard learned of what a kit sent.</summary>
/// <param name="Resubmission">The id under which it is followed; null when nothing of it is new.</param>
public sealed record KitReport(Problem? Problem, string? Resubmission = null, int Files = 0, int Batches = 0)
{
    /// <summary>What was left out and why, and what is still to be looked after.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>Takes the sent.csv of a kit, so that its files are known as sent and followed as if they had been sent from here.</summary>
public sealed class KitResults(FailedFiles failed, ResubmissionStore store, TimeProvider time)
{
    /// <summary>A hundred thousand files take a third of it.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <param name="source">The batch whose files failed.</param>
    /// <param name="by">Who hands it over.</param>
    public async Task<KitReport> TakeAsync(BatchId source, Stream csv, string by, CancellationToken cancellation)
    {
        using var text = new StreamReader(csv, leaveOpen: true);
        if (await SentList.ReadAsync(text, cancellation) is not { } list)
        {
            return new(NoList);
        }

        var answer = await failed.ReadAsync(source, JobQuery.Default, ticket: null, includesSent: true, mayCopy: false, cancellation);
        if (answer.Value is not { IsWhole: true } selection)
        {
            return new(answer.Problem ?? NotCopied);
        }

        var jobs = selection.Files.ToDictionary(file => file.Job, StringComparer.Ordinal);
        var own = list.Files.Where(file => file.For == source && jobs.ContainsKey(file.Job)).ToList();
        var batches = own.Where(file => file.NewBatch is { } made && made != source).GroupBy(file => file.NewBatch!.Value).ToList();
        var remarks = Remarks(list, own);
        if (batches.Count == 0)
        {
            return new(NothingSent) { Remarks = remarks };
        }

        var resubmission = new NewResubmission(
            RandomNumberGenerator.GetHexString(16, lowercase: true),
            selection.Batch.Collection,
            ForceOverwrite: false,
            by,
            [.. batches.SelectMany((batch, index) => batch.Select(file => Sent(index + 1, file, jobs[file.Job])))]);
        var now = time.GetUtcNow();
        var accepted = batches.Select((batch, index) => (Number: index + 1, Id: batch.Key.Value, At: batch.Min(file => file.At) is { } at && at < now ? at : now))
            .ToDictionary(batch => batch.Number, batch => (batch.Id, batch.At));
        try
        {
            var (made, files) = await store.AdoptAsync(resubmission, accepted, cancellation);
            return new(null, made > 0 ? resubmission.Id : null, files, made) { Remarks = remarks };
        }
        catch (DatabaseException exception)
        {
            return new(ProblemWords.Of(exception));
        }
    }

    private static List<string> Remarks(SentList list, List<SentLine> own)
    {
        List<string> remarks = [.. list.Troubles];
        if (list.Files.Count > own.Count)
        {
            remarks.Add($"Left out: {Files(list.Files.Count - own.Count)} that did not fail in this batch. Is the list of another batch’s kit?");
        }

        var unknown = own.Count(file => file.Outcome is "sending" or "unknown");
        if (unknown > 0)
        {
            remarks.Add($"Not known: whether Wickson accepted {Files(unknown)}. Look in your Wickson console before anything is sent again.");
        }

        return remarks;
    }

    private static ResubmittedFile Sent(int number, SentLine file, FileToFix job) =>
        new(number, file.For.Value, job.Job, job.Name, job.ErrorCode, job.Verdict.ToString(), file.FileName, file.SizeBytes);

    private static string Files(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "file" : "files")}");

    private static Problem NoList { get; } = new(
        ProblemKind.BadInput,
        "This is not the list of a kit.",
        "Choose the sent.csv that send.py or send.sh wrote beside itself, as it is.");

    private static Problem NothingSent { get; } = new(
        ProblemKind.BadInput, "By this list, no file of this batch was sent and accepted.", "Choose the sent.csv of a kit of this batch, after its script has sent something.");

    private static Problem NotCopied { get; } = new(
        ProblemKind.NotCopiedYet, "Which files failed is not known yet: not all jobs are here.", "Fetch all jobs, then choose the list again.");
}
