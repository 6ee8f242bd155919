using System.Text.Json;
using BatchDashboard.Cache.Index;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>What is known of all jobs of a snapshot together.</summary>
internal sealed class SnapshotInfo
{
    private readonly HashSet<long> _repeats;

    private SnapshotInfo(JobGroups groups, JobFacts facts, IReadOnlyDictionary<string, ErrorFacts> errors, ResultsBody? header, HashSet<long> repeats)
    {
        Groups = groups;
        Facts = facts;
        Errors = errors;
        Header = header;
        _repeats = repeats;
    }

    /// <summary>True for a whole copy, whose facts will not change.</summary>
    public bool IsWhole { get; private init; }

    public JobGroups Groups { get; }

    public JobFacts Facts { get; }

    /// <summary>By error code; "" for failures without one.</summary>
    public IReadOnlyDictionary<string, ErrorFacts> Errors { get; }

    public ResultsBody? Header { get; }

    /// <summary>Whether another job before it has the same id. When there are too many such jobs to name, any may be one.</summary>
    public bool IsRepeat(long ordinal) => Facts.RepeatedJobIds > _repeats.Count || _repeats.Contains(ordinal);

    /// <summary>Of a whole copy as it was stored, of one that fills as it is now. Null when there is no such snapshot.</summary>
    public static SnapshotInfo? Read(CacheReader reader, long snapshot, string directory, CancellationToken cancellation)
    {
        var row = reader.Prepare("SELECT facts, header FROM snapshots WHERE key = ?1").Bind(1, snapshot);
        if (!row.Step())
        {
            return null;
        }

        var (facts, header) = (row.Text(0), row.Text(1));
        row.Reset();
        var groups = JobGroups.Read(reader, snapshot);
        var repeats = new HashSet<long>();
        var stored = facts is null
            ? Now(reader, snapshot, groups, repeats, directory, cancellation)
            : JsonSerializer.Deserialize(facts, FactsJson.Default.StoredFacts) ?? throw new JsonException("Stored facts are null.");
        foreach (var ordinal in CodeBlob.Ordinals(IndexTable.Read(reader, snapshot, (int)IndexKind.Repeats, IndexTable.Header)))
        {
            repeats.Add(ordinal);
        }

        var rows = new Rows(reader, snapshot, groups, repeats);
        return new SnapshotInfo(
            groups,
            Count(rows, stored.Sums),
            stored.Errors.Where(error => error.Count > 0).ToDictionary(error => error.Code ?? "", error => Complete(rows, error), StringComparer.Ordinal),
            header is null ? null : StoredJson.Read<ResultsBody>(header),
            repeats)
        {
            IsWhole = facts is not null,
        };
    }

    /// <summary>What one error code has, which may be too rare to be among <see cref="Errors"/>.</summary>
    public ErrorFacts ReadError(CacheReader reader, long snapshot, string? code, CancellationToken cancellation)
    {
        var groups = JobGroups.Read(reader, snapshot);
        return Complete(new Rows(reader, snapshot, groups, _repeats), new FactsBuilder(reader, snapshot, groups).Read([code], cancellation)[0]);
    }

    private static StoredFacts Now(
        CacheReader reader, long snapshot, JobGroups groups, HashSet<long> repeats, string directory, CancellationToken cancellation)
    {
        var (sums, repeated) = SnapshotIndexer.Sums(reader, snapshot, directory, cancellation);
        repeated.ForEach(ordinal => repeats.Add(ordinal));
        return new StoredFacts(sums, new FactsBuilder(reader, snapshot, groups).MostFrequent(cancellation));
    }

    private static JobFacts Count(Rows rows, SnapshotSums sums) => new(
        rows.Groups.Jobs,
        sums.DistinctJobIds,
        rows.Groups.All.Where(group => group.Status == "succeeded").Sum(group => group.Jobs),
        rows.Groups.All.Where(group => group.IsFailed).Sum(group => group.Jobs),
        FactsBuilder.Count(rows.Groups.All, group => group.Status),
        FactsBuilder.Count(rows.Groups.All, group => group.MediaType),
        FactsBuilder.ByCode(rows.Groups),
        sums.Bytes,
        sums.Sized,
        sums.LargestOrdinal is { } largest ? rows.At([largest]).SingleOrDefault() : null,
        sums.RepeatedJobIds);

    private static ErrorFacts Complete(Rows rows, StoredErrorFacts stored) => new(
        stored.Count,
        Counts(stored.Formats),
        Counts(stored.Messages),
        [.. stored.Details.Select(detail => (detail.Key, Counts(detail.Values)))],
        stored.SmallestBytes,
        stored.LargestBytes,
        rows.At(stored.First));

    private static IReadOnlyList<(string? Value, long Count)> Counts(IReadOnlyList<StoredCount> counts) => [.. counts.Select(one => (one.Value, one.Count))];

    private sealed record Rows(CacheReader Reader, long Snapshot, JobGroups Groups, HashSet<long> Repeats)
    {
        public List<ListedJob> At(IReadOnlyList<long> ordinals) => JobTable.Listed(Reader, ordinals, Snapshot, Groups, Repeats.Contains);
    }
}
