using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>What operators said and did about failed jobs, as columns of a table.</summary>
public sealed class OperatorColumns(TriageStates triage, BatchLineage lineage)
{
    public static IReadOnlyList<string> Names { get; } = ["triage", "assignee", "note", "fixed_by_batch", "fixed_by_job"];

    private bool IsEmpty => triage.Groups.Count == 0 && triage.Jobs.Count == 0 && lineage.Fixed.Count == 0;

    /// <summary>A cell for each of <see cref="Names"/>; empty ones for a job that did not fail.</summary>
    public void Write(ExportedJob job, ICells cells)
    {
        var isFailure = job.IsError;
        if (!isFailure || IsEmpty)
        {
            cells.Text(isFailure ? TriageParameter.Word(TriageState.Open) : null);
            for (var rest = 1; rest < Names.Count; rest++)
            {
                cells.Text(null);
            }

            return;
        }

        var key = job.Key;
        var mark = triage.Of(key, job.Job.ErrorCode ?? ErrorTypes.Unknown);
        var by = lineage.Fixed.GetValueOrDefault(key);
        cells.Text(TriageParameter.Word(mark?.State ?? TriageState.Open));
        cells.Text(mark?.Assignee);
        cells.Text(mark?.Note);
        cells.Text(by?.Batch.Value);
        cells.Text(by?.Job);
    }
}
