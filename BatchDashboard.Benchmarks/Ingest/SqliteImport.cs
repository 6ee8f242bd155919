using System.Diagnostics;
using BatchDashboard.Benchmarks.Copies;
using BatchDashboard.Benchmarks.Processes;
using BatchDashboard.Benchmarks.Source;

namespace BatchDashboard.Benchmarks.Ingest;

/// <summary>The rows that the dashboard stored, read from a file by <c>sqlite3</c>'s <c>.import</c> into a table like its own.</summary>
internal sealed class SqliteImport(long jobs)
{
    private readonly string _folder = BenchmarkOptions.Scratch("import");
    private string _table = "";

    public IReadOnlyList<string> OwnIndexes { get; private set; } = [];

    public IReadOnlyList<string> SortIndexes { get; private set; } = [];

    private string Rows => Path.Combine(_folder, "rows.csv");

    /// <summary>Writes the rows into a file.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        Remove();
        Directory.CreateDirectory(_folder);
        var database = Path.Combine(BenchmarkOptions.Data(jobs), "live.db");
        using var sql = new HandWrittenSql(BenchmarkOptions.Data(jobs));
        var rows = sql.AllRows(SourceBatch.Id(jobs));
        await Tool.RunAsync("sqlite3", [database], $".mode csv\n.output {Rows}\n{rows}\n", cancellation);
        (_table, OwnIndexes) = sql.JobTable();
        SortIndexes = sql.SortIndexes();
    }

    /// <summary>Seconds for rows and indexes.</summary>
    public async Task<double> RunAsync(IReadOnlyList<string> indexes, CancellationToken cancellation)
    {
        var database = Path.Combine(_folder, "imported.db");
        foreach (var file in Directory.EnumerateFiles(_folder, "imported.db*"))
        {
            File.Delete(file);
        }

        var script = $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            {_table};
            .mode csv
            .import {Rows} jobs
            {string.Concat(indexes.Select(index => index + ";\n"))}
            """;
        var begun = Stopwatch.GetTimestamp();
        await Tool.RunAsync("sqlite3", [database], script + "\n", cancellation);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public void Remove() => CopiedBatch.Remove(_folder);
}
