using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>Reads what became of the failed jobs of one batch.</summary>
internal static class LineageBuilder
{
    public static BatchLineage Read(CacheReader reader, BatchId id)
    {
        var family = Family(reader, id);
        if (family.Count == 0)
        {
            return BatchLineage.None;
        }

        var best = new Dictionary<string, (string Code, SentOutcome Outcome, JobAddress? By)>(StringComparer.Ordinal);
        var resubmissions = new HashSet<string>(StringComparer.Ordinal);
        var row = reader.Prepare(LineageSql.SentOfBatch).Bind(1, id.Value);
        while (row.Step())
        {
            var (root, outcome) = (row.Text(0) ?? "", LineageStore.Outcome(row.Text(4)));
            resubmissions.Add(row.Text(5) ?? "");
            if (!best.TryGetValue(root, out var known) || Rank(outcome) > Rank(known.Outcome))
            {
                var by = row.Text(3) is { } job && BatchId.TryParse(row.Text(2), out var batch) ? new JobAddress(batch, job) : null;
                best[root] = (row.Text(1) ?? "", outcome, by);
            }
        }

        row.Reset();
        var succeeded = best.Where(job => job.Value is { Outcome: SentOutcome.Succeeded, By: not null }).ToList();
        return new BatchLineage
        {
            Fixed = succeeded.ToDictionary(job => job.Key, job => job.Value.By!, StringComparer.Ordinal),
            FixedJobs = succeeded.Select(job => job.Key).ToHashSet(StringComparer.Ordinal),
            FixedByCode = succeeded.CountBy(job => job.Value.Code, StringComparer.Ordinal)
                .ToDictionary(code => code.Key, code => (long)code.Value, StringComparer.Ordinal),
            Jobs = new SentCounts(best.Count, succeeded.Count, Count(SentOutcome.Failed), Count(SentOutcome.Skipped)),
            Resubmissions = resubmissions.Count,
            Family = family,
        };

        long Count(SentOutcome outcome) => best.Values.Count(job => job.Outcome == outcome);
    }

    // What may still succeed is better than what failed; what nobody processed tells least.
    private static int Rank(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => 3,
        SentOutcome.Waiting => 2,
        SentOutcome.Failed => 1,
        _ => 0,
    };

    private static List<LineageEdge> Family(CacheReader reader, BatchId id)
    {
        var edges = new List<LineageEdge>();
        var row = reader.Prepare(LineageSql.Family).Bind(1, id.Value);
        while (row.Step())
        {
            if (BatchId.TryParse(row.Text(0), out var source) && BatchId.TryParse(row.Text(1), out var target))
            {
                edges.Add(new LineageEdge(source, target, new SentCounts(row.Long(2), row.Long(3), row.Long(4), row.Long(5))));
            }
        }

        row.Reset();
        return edges;
    }
}
