using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Benchmarks.Copies;

/// <summary>
/// What a good engineer would write in plain SQL to fetch the rows that a page shows, through prepared commands on the
/// dashboard's own file. The only place of this project that knows the dashboard's tables.
/// </summary>
internal sealed class HandWrittenSql : IDisposable
{
    private static readonly string[] SortColumns = ["job_id", "file_name", "size_bytes", "completed_at"];

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly JobSchema _schema;

    public HandWrittenSql(string dataDirectory)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "live.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        _connection.Open();
        _schema = JobSchema.Of(_connection);
    }

    /// <summary>The rows [skip, skip + take) in the API's order, found by their place.</summary>
    public IReadOnlyList<HandRow> Range(string batch, long skip, int take)
    {
        var snapshot = Snapshot(batch);
        return Rows(
            $"SELECT {_schema.Columns} FROM {_schema.From} WHERE {_schema.Range} ORDER BY {_schema.Order}",
            [("$snapshot", snapshot), ("$first", skip), ("$end", skip + take)]);
    }

    /// <param name="batch">The batch's id.</param>
    /// <param name="where">A condition on the columns, "1" for none.</param>
    /// <param name="order">Columns, or null for the API's order.</param>
    /// <param name="skip">Rows before the first that is returned.</param>
    /// <param name="take">The most rows.</param>
    /// <param name="values">Of the condition's parameters.</param>
    public IReadOnlyList<HandRow> Page(string batch, string where, string? order, long skip, int take, params (string, object)[] values)
    {
        var snapshot = Snapshot(batch);
        var sql = $"SELECT {_schema.Columns} FROM {_schema.From} WHERE {_schema.Whole} AND {where} "
            + $"ORDER BY {(order is null ? "" : order + ", ")}{_schema.Order} LIMIT $take OFFSET $skip";
        return Rows(sql, [("$snapshot", snapshot), ("$take", (long)take), ("$skip", skip), .. values]);
    }

    public IReadOnlyList<HandRow> Job(string batch, string jobId) => Page(batch, "job_id = $job", null, 0, 1, ("$job", jobId));

    /// <summary>Rows of any batch whose name holds a text.</summary>
    public IReadOnlyList<HandRow> Search(string text, int take) => Rows(
        $"SELECT {_schema.Columns} FROM {_schema.From} WHERE file_name LIKE $text LIMIT $take",
        [("$text", $"%{text}%"), ("$take", (long)take)]);

    /// <summary>What gauge, charts, filters and error groups count, all from the rows.</summary>
    public IReadOnlyList<HandCount> Figures(string batch)
    {
        var snapshot = Snapshot(batch);
        var command = Prepare(
            $"SELECT status, media_type, error_code, count(*), sum(size_bytes), max(size_bytes) FROM {_schema.From} WHERE {_schema.Whole} GROUP BY 1, 2, 3",
            [("$snapshot", snapshot)]);
        using var reader = command.ExecuteReader();
        var counts = new List<HandCount>();
        while (reader.Read())
        {
            counts.Add(new HandCount(Text(reader, 0), Text(reader, 1), Text(reader, 2), reader.GetInt64(3), Number(reader, 4), Number(reader, 5)));
        }

        return counts;
    }

    /// <summary>A statement that selects all columns of a batch's rows, for the <c>sqlite3</c> tool.</summary>
    public string AllRows(string batch) =>
        $"SELECT * FROM jobs WHERE {_schema.Whole.Replace("$snapshot", Snapshot(batch).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)};";

    /// <summary>The statements that made the table of the jobs, and its indexes.</summary>
    public (string Table, IReadOnlyList<string> Indexes) JobTable()
    {
        var command = Prepare("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'jobs' AND sql IS NOT NULL ORDER BY type DESC", []);
        using var reader = command.ExecuteReader();
        var statements = new List<string>();
        while (reader.Read())
        {
            statements.Add(reader.GetString(1));
        }

        return (statements[0], statements[1..]);
    }

    /// <summary>Indexes that plain SQL needs to find a job by its id and to sort as the grid does.</summary>
    public IReadOnlyList<string> SortIndexes() =>
        [.. SortColumns.Select(column =>
            string.Create(CultureInfo.InvariantCulture, $"CREATE INDEX sorted_{column} ON jobs ({_schema.IndexPrefix}{column})"))];

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private long Snapshot(string batch)
    {
        var command = Prepare(
            "SELECT snapshots.key FROM batches JOIN snapshots ON snapshots.batch_key = batches.key WHERE batch_id = $batch AND snapshots.completed_at IS NOT NULL",
            [("$batch", batch)]);
        return (long)command.ExecuteScalar()!;
    }

    private List<HandRow> Rows(string sql, (string, object)[] values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<HandRow>();
        while (reader.Read())
        {
            rows.Add(new HandRow(
                reader.GetInt64(0),
                Text(reader, 1),
                Text(reader, 2),
                Text(reader, 3),
                Text(reader, 4),
                Text(reader, 5),
                Number(reader, 6),
                Number(reader, 7),
                Number(reader, 8),
                Text(reader, 9),
                Text(reader, 10)));
        }

        return rows;
    }

    private SqliteCommand Prepare(string sql, (string Name, object Value)[] values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            // Put together from constants; every value is a parameter.
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, value) in values)
            {
                command.Parameters.AddWithValue(name, value);
            }

            command.Prepare();
            _prepared[sql] = command;
        }

        foreach (var (name, value) in values)
        {
            command.Parameters[name].Value = value;
        }

        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}

/// <summary>What a row of the grid shows.</summary>
internal sealed record HandRow(
    long Ordinal,
    string? JobId,
    string? MediaId,
    string? FileName,
    string? MediaType,
    string? Status,
    long? SizeBytes,
    long? CreatedAt,
    long? CompletedAt,
    string? ErrorCode,
    string? ErrorMessage);

internal sealed record HandCount(string? Status, string? MediaType, string? ErrorCode, long Jobs, long? Bytes, long? Largest);

/// <summary>How the table of the jobs is laid out.</summary>
internal sealed record JobSchema(string Columns, string From, string Range, string Whole, string Order, string IndexPrefix)
{
    /// <summary>One row holds all.</summary>
    private static readonly JobSchema Flat = new(
        "ordinal, job_id, media_id, file_name, media_type, status, size_bytes, created_at, completed_at, error_code, error_message",
        "jobs",
        "snapshot_key = $snapshot AND ordinal >= $first AND ordinal < $end",
        "snapshot_key = $snapshot",
        "ordinal",
        "snapshot_key, ");

    /// <summary>
    /// Status, media type and error code stand in a small table of their own, and the key holds snapshot and ordinal. CROSS
    /// JOIN has SQLite go through the jobs and look the groups up, never the other way round.
    /// </summary>
    private static readonly JobSchema Grouped = new(
        "jobs.key & 4294967295, job_id, media_id, file_name, media_type, status, size_bytes, created_at, completed_at, error_code, error_message",
        "jobs CROSS JOIN job_groups ON job_groups.snapshot_key = jobs.key >> 32 AND job_groups.number = jobs.group_no",
        "jobs.key >= ($snapshot << 32) + $first AND jobs.key < ($snapshot << 32) + $end",
        "jobs.key >= $snapshot << 32 AND jobs.key < ($snapshot + 1) << 32",
        "jobs.key",
        "");

    public static JobSchema Of(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'group_no'";
        return (long)command.ExecuteScalar()! > 0 ? Grouped : Flat;
    }
}
