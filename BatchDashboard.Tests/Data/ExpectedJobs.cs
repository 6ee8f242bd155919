using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using BatchDashboard.Data;
using BatchDashboard.Queries;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>What a query must find, by LINQ.</summary>
internal sealed class ExpectedJobs
{
    private readonly List<Row> _rows;

    public ExpectedJobs(IEnumerable<SourceJob> jobs)
        : this(jobs.Select((job, ordinal) => ((long)ordinal, job)))
    {
    }

    /// <summary>Jobs of a copy with gaps.</summary>
    public ExpectedJobs(IEnumerable<(long Ordinal, SourceJob Job)> jobs) => _rows = [.. jobs.Select(job => new Row(job.Ordinal, job.Job))];

    /// <summary>Each search with filters of all kinds, in every order and direction in turn.</summary>
    public static IEnumerable<JobQuery> Filters(IReadOnlyList<string> searches, int count)
    {
        string[][] statuses = [[], ["succeeded", "failed"], ["failed"], [], ["Failed", "nothing"]];
        string[][] types = [[], [], ["document"], ["image", "hologram"]];
        string[][] codes = [[], [], [], ["format_error", "unknown"], ["corrupted_file"], ["unknown"]];
        return Enumerable.Range(0, count).Select(number => new JobQuery
        {
            Search = searches[number % searches.Count],
            Statuses = statuses[number % statuses.Length],
            MediaTypes = types[number / 2 % types.Length],
            ErrorCodes = codes[number / 3 % codes.Length],
            Sort = (JobSort)(number % Enum.GetValues<JobSort>().Length),
            Descending = number / Enum.GetValues<JobSort>().Length % 2 == 1,
        });
    }

    /// <summary>The first page, one of the middle and the last one, the number of jobs and the facets are as they must be.</summary>
    public async Task MatchAsync(BatchStore store, long snapshot, JobQuery filter, int take = 50)
    {
        var expected = Find(filter);
        foreach (var skip in (int[])[0, expected.Count / 2, Math.Max(0, expected.Count - take), expected.Count])
        {
            var found = await store.MatchAsync(snapshot, filter, skip, take, CancellationToken.None);
            var wanted = expected.Skip(skip).Take(take).ToList();
            var ordinals = found.Jobs.Select(job => job.Ordinal).ToList();
            Assert.True(wanted.SequenceEqual(ordinals), $"{Describe(filter)} after {skip}: expected {string.Join(' ', wanted)}, found {string.Join(' ', ordinals)}");
            Assert.True(expected.Count == found.Total, $"{Describe(filter)}: expected {expected.Count} jobs, found {found.Total}");
            if (skip == 0)
            {
                Facets(filter, found.Facets);
            }
        }
    }

    /// <summary>Ordinals in their order.</summary>
    public List<long> Find(JobQuery filter)
    {
        var search = StoredText.Fold(filter.Search);
        var matches = _rows.Where(row => row.Contains(search) && FitsStatus(row, filter) && FitsType(row, filter) && FitsCode(row, filter));
        var direction = filter.Descending ? -1 : 1;
        var ordered = filter.Sort == JobSort.None
            ? matches.Select(row => row.Ordinal).OrderBy(ordinal => ordinal * direction)
            : matches
                .Select(row => (row.Ordinal, Key: row.Key(filter.Sort)))
                .OrderBy(row => row.Key is null)
                .ThenBy(row => row.Key, Comparer<byte[]?>.Create((one, other) => direction * one.AsSpan().SequenceCompareTo(other)))
                .ThenBy(row => row.Ordinal * (row.Key is null ? 1 : direction))
                .Select(row => row.Ordinal);
        return ordered.ToList();
    }

    private void Facets(JobQuery filter, JobFacets facets)
    {
        var search = StoredText.Fold(filter.Search);
        var found = _rows.Where(row => row.Contains(search)).ToList();
        Same(filter, found.Where(row => FitsType(row, filter) && FitsCode(row, filter)), job => job.Status, facets.Statuses);
        Same(filter, found.Where(row => FitsStatus(row, filter) && FitsCode(row, filter)), job => job.Type, facets.MediaTypes);
        Same(filter, found.Where(row => row.Job.IsError && FitsStatus(row, filter) && FitsType(row, filter)), job => job.ErrorCode, facets.ErrorCodes);
        var matches = found.Where(row => FitsStatus(row, filter) && FitsType(row, filter) && FitsCode(row, filter)).ToList();
        Same(filter, matches, job => job.Size, facets.Sizes);
        Same(filter, matches, job => job.Duration, facets.Durations);
    }

    private static void Same(JobQuery filter, IEnumerable<Row> rows, Func<SourceJob, string?> word, IReadOnlyList<(string? Value, long Count)> facet)
    {
        var expected = rows.GroupBy(row => word(row.Job), WordComparer.Instance).Select(group => (group.Key, Count: (long)group.Count()));
        Equal(filter, Sorted(expected), Sorted(facet));
        Equal(filter, facet.Select(one => one.Count).OrderDescending(), facet.Select(one => one.Count));
    }

    private static IEnumerable<(string?, long)> Sorted(IEnumerable<(string? Value, long Count)> counts) => counts.Select(one => (Value: one.Value is { } word ? WordComparer.Fold(word) : null, one.Count)).OrderBy(one => one.Value, StringComparer.Ordinal);

    private static void Same(JobQuery filter, IEnumerable<Row> rows, Func<SourceJob, long?> number, IReadOnlyList<ValueBin> facet)
    {
        var expected = rows
            .Select(row => number(row.Job) is >= 0 and var value ? value : (long?)null)
            .GroupBy(value => value is > 0 and var some ? 1L << BitOperations.Log2((ulong)some) : value)
            .OrderBy(bin => bin.Key is null)
            .ThenBy(bin => bin.Key)
            .Select(bin => new ValueBin(bin.Key, bin.Key is { } from ? Math.Max(1, 2 * from) : null, bin.Count()));
        Equal(filter, expected, facet.Where(bin => bin.Count > 0));
        var valued = facet.Where(bin => bin.From is not null).ToList();
        Equal(filter, valued.Skip(1).Select(bin => bin.From), valued.SkipLast(1).Select(bin => bin.To));
    }

    private static void Equal<T>(JobQuery filter, IEnumerable<T> expected, IEnumerable<T> found)
    {
        var (one, other) = (expected.ToList(), found.ToList());
        Assert.True(one.SequenceEqual(other), $"{Describe(filter)}: expected {string.Join(' ', one)}, found {string.Join(' ', other)}");
    }

    private static string Describe(JobQuery filter) =>
        $"'{filter.Search}' [{string.Join(',', filter.Statuses)}] [{string.Join(',', filter.MediaTypes)}] [{string.Join(',', filter.ErrorCodes)}] by {filter.Sort}{(filter.Descending ? " descending" : "")}";

    private static bool FitsStatus(Row row, JobQuery filter) => In(filter.Statuses, row.Job.Status);

    private static bool FitsType(Row row, JobQuery filter) => In(filter.MediaTypes, row.Job.Type);

    private static bool FitsCode(Row row, JobQuery filter) => In(filter.ErrorCodes, row.Job.ErrorCode)
        || (filter.ErrorCodes.Contains("unknown", StringComparer.OrdinalIgnoreCase) && row.Job is { IsFailed: true, ErrorCode: null });

    private static bool In(IReadOnlyList<string> values, string? value) =>
        values.Count == 0 || (value is not null && values.Contains(value, StringComparer.OrdinalIgnoreCase));

    private sealed class Row(long ordinal, SourceJob job)
    {
        private readonly string?[] _searched =
        [
            Folded(job.Name), Folded(job.Id), Folded(job.MediaId), job.IsError ? StoredText.Fold(job.ErrorCode ?? "") + "\n" + Folded(job.Message) : null,
        ];

        private readonly byte[]? _id = job.Id is null ? null : Encoding.UTF8.GetBytes(StoredText.Fold(job.Id));
        private readonly byte[]? _name = job.Name is null ? null : Encoding.UTF8.GetBytes(StoredText.Fold(job.Name));

        public long Ordinal => ordinal;

        public SourceJob Job => job;

        public bool Contains(string folded) =>
            folded.Length == 0 || Array.Exists(_searched, text => text is not null && text.Contains(folded, StringComparison.Ordinal));

        /// <summary>Bytes that compare as the values do.</summary>
        public byte[]? Key(JobSort sort) => sort switch
        {
            JobSort.FileName => _name,
            JobSort.Size => Sortable(job.Size),
            JobSort.Completed => Sortable(job.Completed),
            JobSort.Duration => Sortable(job.Duration),
            JobSort.Created => Sortable(job.Created),
            JobSort.JobId => _id,
            JobSort.Status => job.Status is null ? null : Encoding.UTF8.GetBytes(WordComparer.Fold(job.Status)),
            _ => job.Type is null ? null : Encoding.UTF8.GetBytes(WordComparer.Fold(job.Type)),
        };

        private static string? Folded(string? text) => text is null ? null : StoredText.Fold(text);

        private static byte[]? Sortable(long? number)
        {
            if (number is not { } value)
            {
                return null;
            }

            var bytes = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)value ^ (1UL << 63));
            return bytes;
        }
    }
}
