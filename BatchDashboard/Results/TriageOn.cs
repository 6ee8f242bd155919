using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Puts what operators said beside what the API said.</summary>
public sealed class TriageOn(TriageStore store)
{
    public async Task<BatchPage> PageAsync(BatchPage page, CancellationToken cancellation)
    {
        var states = await store.ReadAsync(page.Batch.Id, cancellation);
        return new BatchPage(page.Batch with { Errors = Groups(page.Batch.Errors, states) }, Jobs(page.Jobs, states));
    }

    public async Task<ErrorGroupDetail?> GroupAsync(ErrorGroupDetail? group, CancellationToken cancellation)
    {
        if (group is null)
        {
            return null;
        }

        var states = await store.ReadAsync(group.BatchId, cancellation);
        return group with { Group = Groups([group.Group], states)[0], Jobs = Jobs(group.Jobs, states) };
    }

    public async Task<JobDetail?> JobAsync(JobDetail? job, CancellationToken cancellation)
    {
        if (job is null)
        {
            return null;
        }

        var states = await store.ReadAsync(job.Row.BatchId, cancellation);
        var own = await store.FindAsync(TriageTarget.OfJob(job.Row.BatchId, job.Row.Key), cancellation);
        return job with { Row = Row(job.Row, states), Triage = own };
    }

    /// <summary>The error type that a job belongs to; null when it did not fail.</summary>
    public static string? ErrorTypeOf(JobRow row) =>
        !string.IsNullOrWhiteSpace(row.ErrorCode) ? row.ErrorCode : row.Outcome == JobOutcome.Failed ? ErrorTypes.Unknown : null;

    private static IReadOnlyList<ErrorGroupView> Groups(IReadOnlyList<ErrorGroupView> groups, TriageStates states) => states.Groups.Count == 0
        ? groups
        : [.. groups.Select(group => states.Groups.TryGetValue(group.ErrorType, out var entry) ? group with { Triage = entry } : group)];

    private static JobPage Jobs(JobPage jobs, TriageStates states) => states.Groups.Count == 0 && states.Jobs.Count == 0
        ? jobs
        : jobs with { Rows = [.. jobs.Rows.Select(row => Row(row, states))] };

    private static JobRow Row(JobRow row, TriageStates states) =>
        states.Of(row.Key, ErrorTypeOf(row)) is { } mark ? row with { Triage = mark } : row;
}
