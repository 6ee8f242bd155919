using System.Runtime.CompilerServices;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Asks the store what a query asks, with what operators know now of the batch's jobs.</summary>
public sealed class JobFilters(TriageStore triage, LineageStore lineage)
{
    private static readonly HashSet<string> None = [];

    // A set never changes, and there is another one when another file is fixed.
    private readonly ConditionalWeakTable<IReadOnlySet<string>, string> _stamps = [];

    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    public async Task<JobFilter> OfAsync(BatchId batch, JobQuery query, CancellationToken cancellation) => new()
    {
        Search = query.Search,
        Statuses = query.Statuses,
        MediaTypes = query.MediaTypes,
        ErrorCodes = query.ErrorCodes,
        Pattern = query.Pattern.ToLowerInvariant(),
        Details = query.Details,
        Marks = [.. await TriageAsync(batch, query, cancellation), .. await FixAsync(batch, query, cancellation)],
        Descending = query.Descending,
        Order = query.Sort switch
        {
            JobSort.FileName => JobOrder.FileName,
            JobSort.Size => JobOrder.Size,
            JobSort.Completed => JobOrder.Completed,
            JobSort.Duration => JobOrder.Duration,
            JobSort.Status => JobOrder.Status,
            JobSort.MediaType => JobOrder.MediaType,
            JobSort.Created => JobOrder.Created,
            JobSort.JobId => JobOrder.JobId,
            _ => JobOrder.Ordinal,
        },
    };

    private async Task<IReadOnlyList<JobMarks>> TriageAsync(BatchId batch, JobQuery query, CancellationToken cancellation)
    {
        TriageState[] wanted = [.. query.Triage.Select(TriageParameter.State).OfType<TriageState>()];
        return wanted.Length == 0 ? [] : [(await triage.ReadAsync(batch, cancellation)).Marks(wanted)];
    }

    private async Task<IReadOnlyList<JobMarks>> FixAsync(BatchId batch, JobQuery query, CancellationToken cancellation)
    {
        if (query.Fix is not (JobQuery.Fixed or JobQuery.StillFailing))
        {
            return [];
        }

        var jobs = (await lineage.FindAsync(batch, cancellation)).FixedJobs;
        var stamp = $"{query.Fix} {_stamps.GetValue(jobs, _ => Guid.NewGuid().ToString("N"))}";
        return [query.Fix == JobQuery.Fixed ? new JobMarks(_ => false, None, jobs, stamp) : new JobMarks(_ => true, jobs, None, stamp)];
    }
}
