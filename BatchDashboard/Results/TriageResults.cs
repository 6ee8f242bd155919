using BatchDashboard.Queries;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Adds what operators said to what the API said.</summary>
public sealed class TriageResults(IResultsService inner, TriageStore store) : ResultsDecorator(inner)
{
    public override async Task<Answer<BatchPage>> GetBatchAsync(BatchId id, JobQuery query, CancellationToken cancellation) => await Stored.AddAsync(
        await base.GetBatchAsync(id, query, cancellation),
        async page =>
        {
            var states = await store.ReadAsync(page.Batch.Id, cancellation);
            return new BatchPage(page.Batch with { Errors = Groups(page.Batch.Errors, states) }, Jobs(page.Jobs, states));
        });

    public override async Task<Answer<JobDetail>> GetJobAsync(BatchId id, string job, CancellationToken cancellation) => await Stored.AddAsync(
        await base.GetJobAsync(id, job, cancellation),
        async detail =>
        {
            var states = await store.ReadAsync(id, cancellation);
            var own = await store.FindAsync(TriageTarget.OfJob(id, detail.Row.Key), cancellation);
            return detail with { Row = Row(detail.Row, states), Triage = own };
        });

    public override async Task<Answer<ErrorGroupDetail>> GetErrorGroupAsync(BatchId id, string errorType, int page, CancellationToken cancellation) =>
        await Stored.AddAsync(
            await base.GetErrorGroupAsync(id, errorType, page, cancellation),
            async group =>
            {
                var states = await store.ReadAsync(id, cancellation);
                return group with { Group = Groups([group.Group], states)[0], Jobs = Jobs(group.Jobs, states) };
            });

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
