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
        Take(reader.Prepare(LineageSql.SentOfBatch).Bind(1, id.Value));
        var sources = family.Select(edge => edge.Source).ToHashSet();
        if (family.Exists(edge => edge.Source == id && sources.Contains(edge.Target)))
        {
            Take(reader.Prepare(LineageSql.SentAfterBatch).Bind(1, id.Value));
        }

        var succeeded = best.Where(job => job.Value is { Outcome: SentOutcome.Succeeded, By: not null }).ToList();
        return new BatchLineage
        {
            Fixed = succeeded.ToDictionary(job => job.Key, job => job.Value.By!, StringComparer.Ordinal),
            FixedJobs = succeeded.Select(job => job.Key).ToHashSet(StringComparer.Ordinal),
            FixedByCode = succeeded.CountBy(job => job.Value.Code, StringComparer.Ordinal)
                .ToDictionary(code => code.Key, code => (long)code.Value, StringComparer.Ordinal),
            Jobs = new SentCounts(best.Count, succeeded.Count, Count(SentOutcome.Failed), Count(SentOutcome.Skipped), Count(SentOutcome.Lost)),
            Resubmissions = resubmissions.Count,
            Family = family,
        };

        void Take(Statement row)
        {
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
        }

        long Count(SentOutcome outcome) => best.Values.Count(job => job.Outcome == outcome);
    }

    /// <summary>Failed jobs of the batch that are not fixed and whose corrected file failed too.</summary>
    public static HashSet<string> FailedAgain(CacheReader reader, BatchId id, IReadOnlySet<string> fixedJobs)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var row = reader.Prepare(LineageSql.SentOfBatch).Bind(1, id.Value);
        while (row.Step())
        {
            if (LineageStore.Outcome(row.Text(4)) == SentOutcome.Failed && row.Text(0) is { } job && !fixedJobs.Contains(job))
            {
                found.Add(job);
            }
        }

        row.Reset();
        return found;
    }

    /// <summary>Jobs of one batch, and those of another that their files became, through all generations.</summary>
    public static List<(string Job, string Became)> Became(CacheReader reader, BatchId id, BatchId other)
    {
        var found = new List<(string, string)>();
        foreach (var sql in new[] { LineageSql.SentOfBatch, LineageSql.SentAfterBatch })
        {
            var row = reader.Prepare(sql).Bind(1, id.Value);
            while (row.Step())
            {
                if (row.Text(2) == other.Value && row.Text(3) is { } job)
                {
                    found.Add((row.Text(0) ?? "", job));
                }
            }

            row.Reset();
        }

        return found;
    }

    // What may still succeed is better than what failed; what nobody processed tells least.
    private static int Rank(SentOutcome outcome) => outcome switch
    {
        SentOutcome.Succeeded => 4,
        SentOutcome.Waiting => 3,
        SentOutcome.Failed => 2,
        SentOutcome.Lost => 1,
        _ => 0,
    };

    // Batch by batch: a family has few, and files by the hundred thousand.
    private static List<LineageEdge> Family(CacheReader reader, BatchId id)
    {
        var edges = new List<(long First, LineageEdge Edge)>();
        var seen = new HashSet<BatchId> { id };
        var open = new Queue<BatchId>(seen);
        while (open.TryDequeue(out var next))
        {
            var targets = reader.Prepare(LineageSql.Targets).Bind(1, next.Value);
            while (targets.Step())
            {
                if (BatchId.TryParse(targets.Text(0), out var target))
                {
                    edges.Add((targets.Long(1), new LineageEdge(next, target, new SentCounts(targets.Long(2), targets.Long(3), targets.Long(4), targets.Long(5), targets.Long(6)), targets.Text(7)!)));
                    Meet(target);
                }
            }

            targets.Reset();
            var sources = reader.Prepare(LineageSql.Sources).Bind(1, next.Value);
            while (sources.Step())
            {
                if (BatchId.TryParse(sources.Text(0), out var source))
                {
                    Meet(source);
                }
            }

            sources.Reset();
        }

        return [.. edges.OrderBy(edge => edge.First).Select(edge => edge.Edge)];

        void Meet(BatchId batch)
        {
            if (seen.Add(batch))
            {
                open.Enqueue(batch);
            }
        }
    }
}
