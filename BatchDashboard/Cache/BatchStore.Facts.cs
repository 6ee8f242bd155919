using System.Data;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

public sealed partial class BatchStore
{
    private const int MostValues = 50;
    private const int FirstJobs = 20;
    private const int MostExtras = 5000;
    private const string OfErrors = "(error_code IS NOT NULL OR status = 'failed')";

    /// <summary>Everything that a batch page needs to know about all rows of a snapshot.</summary>
    public Task<JobFacts> FactsAsync(long snapshot, CancellationToken cancellation) =>
        _database.ReadAsync(
            async (context, token) =>
            {
                var counts = (await JobTable.Command(
                    context,
                    """
                    SELECT count(*), count(DISTINCT job_id), count(*) FILTER (WHERE status = 'succeeded'),
                      count(*) FILTER (WHERE status = 'failed'), total(size_bytes) FILTER (WHERE size_bytes >= 0),
                      count(*) FILTER (WHERE size_bytes >= 0)
                    FROM jobs WHERE snapshot_key = $snapshot
                    """,
                    ("$snapshot", snapshot)).ReadAllAsync(Counts, token))[0];
                var largest = await JobTable.Command(
                    context,
                    $"""
                    SELECT {JobTable.Columns} FROM jobs WHERE snapshot_key = $snapshot AND size_bytes >= 0
                    ORDER BY size_bytes DESC, ordinal LIMIT 1
                    """,
                    ("$snapshot", snapshot)).ReadAllAsync(JobTable.Job, token);
                return counts with
                {
                    ByStatus = await GroupsAsync(context, snapshot, "status", "1", token),
                    ByMediaType = await GroupsAsync(context, snapshot, "media_type", "1", token),
                    ByErrorCode = await GroupsAsync(context, snapshot, "error_code", OfErrors, token),
                    Largest = largest.SingleOrDefault(),
                };
            },
            cancellation);

    /// <summary>What the jobs of one error code have in common. A null code: failures without one.</summary>
    /// <remarks>
    /// The 50 most frequent endings and messages, and the first 20 jobs. Details are read of the first 5,000 jobs that
    /// have any: the 20 most frequent keys, with the 8 most frequent values each; a list of plain values counts as one
    /// value, and what is nested deeper is left out.
    /// </remarks>
    public Task<ErrorFacts> ErrorFactsAsync(long snapshot, string? errorCode, CancellationToken cancellation)
    {
        var where = errorCode is null ? "jobs.error_code IS NULL AND jobs.status = 'failed'" : "jobs.error_code = $code";
        where = "jobs.snapshot_key = $snapshot AND " + where;
        (string, object?)[] parameters = errorCode is null
            ? [("$snapshot", snapshot)]
            : [("$snapshot", snapshot), ("$code", StoredText.Clean(errorCode))];
        return _database.ReadAsync(
            async (context, token) =>
            {
                Task<List<T>> Read<T>(string sql, Func<IDataRecord, T> read) =>
                    JobTable.Command(context, sql, parameters).ReadAllAsync(read, token);

                var (count, smallest, largest) = (await Read(
                    $"SELECT count(*), min(size_bytes) FILTER (WHERE size_bytes >= 0), max(size_bytes) FILTER (WHERE size_bytes >= 0) FROM jobs WHERE {where}",
                    row => (row.GetInt64(0), JobTable.Number(row, 1), JobTable.Number(row, 2))))[0];
                var endings = new EndingCounts();
                await JobTable.Command(context, $"SELECT folded_name FROM jobs WHERE {where}", parameters)
                    .ReadEachAsync(row => endings.Add(JobTable.Text(row, 0)), token);
                var messages = await Read(
                    $"""
                    SELECT error_message, count(*) AS jobs FROM jobs WHERE {where}
                    GROUP BY error_message ORDER BY jobs DESC, min(ordinal) LIMIT {MostValues}
                    """,
                    Group);
                var extras = await Read(
                    $"""
                    SELECT body FROM jobs JOIN job_extras ON job_extras.snapshot_key = jobs.snapshot_key AND job_extras.ordinal = jobs.ordinal
                    WHERE {where} ORDER BY jobs.ordinal LIMIT {MostExtras}
                    """,
                    row => row.GetString(0));
                var first = await Read(
                    $"SELECT {JobTable.Columns} FROM jobs WHERE {where} ORDER BY ordinal LIMIT {FirstJobs}", JobTable.Job);
                return new ErrorFacts(
                    count,
                    endings.MostFrequent(MostValues),
                    messages,
                    ErrorDetails.Count(extras.Select(StoredJson.Read<JobResult>)),
                    smallest,
                    largest,
                    first);
            },
            cancellation);
    }

    /// <summary>Failures by error code, most frequent first: one look over the rows, for pages that need no more. A null code: failures without one.</summary>
    public Task<IReadOnlyList<(string? Code, long Count)>> ErrorCountsAsync(long snapshot, CancellationToken cancellation) =>
        _database.ReadAsync<IReadOnlyList<(string?, long)>>(
            async (context, token) => await GroupsAsync(context, snapshot, "error_code", OfErrors, token),
            cancellation);

    private static JobFacts Counts(IDataRecord row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetInt64(3),
        [],
        [],
        [],
        // The sum is a float, for absurd sizes would overflow an integer sum; it is exact up to nine petabytes.
        row.GetDouble(4) >= long.MaxValue ? long.MaxValue : (long)row.GetDouble(4),
        row.GetInt64(5),
        null);

    private static Task<List<(string? Value, long Count)>> GroupsAsync(
        CacheContext context, long snapshot, string column, string where, CancellationToken cancellation) =>
        JobTable.Command(
            context,
            $"SELECT {column}, count(*) AS jobs FROM jobs WHERE snapshot_key = $snapshot AND {where} GROUP BY {column} ORDER BY jobs DESC, min(ordinal)",
            ("$snapshot", snapshot)).ReadAllAsync(Group, cancellation);

    private static (string? Value, long Count) Group(IDataRecord row) => (JobTable.Text(row, 0), row.GetInt64(1));
}
