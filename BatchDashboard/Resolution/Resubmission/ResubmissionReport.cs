using System.Globalization;
using System.Text;
using BatchDashboard.Lineage;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What became of a resubmission, in figures and as text for a ticket.</summary>
public sealed record ResubmissionReport(StoredResubmission Resubmission)
{
    public int Files => Resubmission.Batches.Sum(batch => batch.Files);

    public long Bytes => Resubmission.Batches.Sum(batch => batch.Bytes);

    public int AcceptedBatches => Count(ResubmittedBatchState.Accepted);

    public int AcceptedFiles => Resubmission.Batches.Where(batch => batch.State == ResubmittedBatchState.Accepted).Sum(batch => batch.Files);

    /// <summary>Batches that are on their way.</summary>
    public int Sending => Count(ResubmittedBatchState.Sending);

    public int InDoubt => Count(ResubmittedBatchState.Unknown);

    /// <summary>Numbers of the batches that can be sent, or sent again.</summary>
    public IReadOnlyList<int> Remaining => [.. Resubmission.Batches.Where(batch => batch.CanBeSent).Select(batch => batch.Number)];

    public bool IsDone => AcceptedBatches == Resubmission.Batches.Count;

    /// <summary>One sentence: where it stands.</summary>
    public string Summary
    {
        get
        {
            var text = new StringBuilder($"{Number(AcceptedBatches)} of {Named(Resubmission.Batches.Count, "batch", "batches")} accepted, {Number(AcceptedFiles)} of {Named(Files, "file", "files")}");
            text.Append(Sending > 0 ? $"; {Number(Sending)} on the way" : "");
            text.Append(InDoubt > 0 ? $"; {Number(InDoubt)} not known" : "");
            text.Append(Remaining.Count > 0 && !IsDone ? $"; {Number(Remaining.Count)} to send" : "");
            return text.Append('.').ToString();
        }
    }

    /// <summary>One line a batch, with the new ids.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Corrected files for {string.Join(", ", Resubmission.Sources)}, sent by {Wording.Quote(Resubmission.StartedBy)} on {Wording.Moment(Resubmission.StartedAt)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Collection {Wording.Quote(Resubmission.Collection ?? "default")}, force_overwrite {(Resubmission.ForceOverwrite ? "on" : "off")}. {Summary}");
        foreach (var batch in Resubmission.Batches)
        {
            var outcome = batch.State == ResubmittedBatchState.Accepted ? batch.BatchId : batch.State.ToString().ToLowerInvariant();
            text.AppendLine(CultureInfo.InvariantCulture, $"{batch.Number}. {outcome}: {Named(batch.Files, "file", "files")}, {Wording.Size(batch.Bytes)}{(batch.Sentence is { } sentence ? $". {Wording.Quote(sentence, 300)}" : "")}");
        }

        return text.ToString();
    }

    private int Count(ResubmittedBatchState state) => Resubmission.Batches.Count(batch => batch.State == state);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Named(int number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";
}
