using System.Runtime.CompilerServices;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>Adds to a query what operators know now of the batch's jobs.</summary>
public sealed class QueryMarks(TriageStore triage, LineageStore lineage)
{
    private static readonly HashSet<string> None = [];

    // A set never changes, and there is another one when another file is fixed.
    private readonly ConditionalWeakTable<IReadOnlySet<string>, string> _stamps = [];

    /// <summary>The query with its <see cref="JobQuery.Marks"/>.</summary>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    public async Task<JobQuery> AddAsync(BatchId batch, JobQuery query, CancellationToken cancellation) => query with
    {
        Marks = [.. await TriageAsync(batch, query, cancellation), .. await FixAsync(batch, query, cancellation)],
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
