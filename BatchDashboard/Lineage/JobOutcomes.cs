using BatchDashboard.Wickson;

namespace BatchDashboard.Lineage;

/// <summary>Finds, for each failed job of a batch, the best of the files that were sent for it.</summary>
/// <param name="batch">Its id.</param>
internal sealed class JobOutcomes(string batch)
{
    private readonly Dictionary<string, (string Code, SentOutcome Outcome, JobAddress? By)> _best = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedAgain = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resubmissions = new(StringComparer.Ordinal);

    /// <param name="job">The job of the batch.</param>
    /// <param name="code">The error code of that job.</param>
    /// <param name="file">Sent for the job, or for the job of a file that was.</param>
    public void Add(string job, string? code, ResubmittedFile file)
    {
        _resubmissions.Add(file.ResubmissionId);
        var outcome = file.Outcome ?? SentOutcome.Waiting;
        if (outcome == SentOutcome.Failed && file.SourceBatchId == batch)
        {
            _failedAgain.Add(file.SourceJob);
        }

        if (!_best.TryGetValue(job, out var known) || Rank(outcome) > Rank(known.Outcome))
        {
            var by = file.Job is { } key && BatchId.TryParse(file.BatchId, out var made) ? new JobAddress(made, key) : null;
            _best[job] = (code ?? "", outcome, by);
        }
    }

    public BatchLineage Lineage(IReadOnlyList<LineageEdge> family)
    {
        var succeeded = _best.Where(job => job.Value is { Outcome: SentOutcome.Succeeded, By: not null }).ToList();
        var isFixed = succeeded.Select(job => job.Key).ToHashSet(StringComparer.Ordinal);
        return new BatchLineage
        {
            Fixed = succeeded.ToDictionary(job => job.Key, job => job.Value.By!, StringComparer.Ordinal),
            FixedJobs = isFixed,
            FixedByCode = succeeded.CountBy(job => job.Value.Code, StringComparer.Ordinal)
                .ToDictionary(code => code.Key, code => (long)code.Value, StringComparer.Ordinal),
            FailedAgain = _failedAgain.Where(job => !isFixed.Contains(job)).ToHashSet(StringComparer.Ordinal),
            Jobs = new SentCounts(_best.Count, succeeded.Count, Count(SentOutcome.Failed), Count(SentOutcome.Skipped), Count(SentOutcome.Lost)),
            Resubmissions = _resubmissions.Count,
            Family = family,
        };
    }

    // What may still succeed is better than what failed; what nobody processed says least.
    private static int Rank(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => 4,
        SentOutcome.Waiting => 3,
        SentOutcome.Failed => 2,
        SentOutcome.Lost => 1,
        _ => 0,
    };

    private long Count(SentOutcome outcome) => _best.Values.Count(job => job.Outcome == outcome);
}
