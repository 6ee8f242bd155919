using System.Globalization;
using BatchDashboard.Benchmarks.Measures;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Triage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>What a dashboard works on: a data directory with an SQLite file, or a database of its own on the run's PostgreSQL.</summary>
/// <param name="Subject">Whose figures these are.</param>
/// <param name="Connection">To PostgreSQL; null for SQLite.</param>
internal sealed record DashboardData(string Subject, string Directory, string? Connection = null)
{
    private const string File = "live.db";

    public bool IsSqlite => Connection is null;

    /// <summary>As an operator would write them on the command line.</summary>
    public IEnumerable<string> Settings => Values.Select(setting => $"--{setting.Key}={setting.Value}");

    private IEnumerable<KeyValuePair<string, string?>> Values => Connection is null
        ? [KeyValuePair.Create(DataDirectory.Key, (string?)Directory)]
        :
        [
            KeyValuePair.Create(DataDirectory.Key, (string?)Directory),
            KeyValuePair.Create("Database:Provider", (string?)"PostgreSql"),
            KeyValuePair.Create("Database:ConnectionString", (string?)Connection),
        ];

    public static DashboardData OnSqlite(string directory) => new(Subjects.Own, directory);

    /// <summary>The SQLite directory that has one batch of so many jobs.</summary>
    public static DashboardData OfBatch(long jobs) => OnSqlite(BenchmarkOptions.Data(jobs));

    /// <summary>A new, empty database.</summary>
    public static async Task<DashboardData> OnPostgresAsync(PostgresCluster server, string name, CancellationToken cancellation)
    {
        var data = new DashboardData(Subjects.PostgreSql, BenchmarkOptions.Scratch(name), await server.CreateDatabaseAsync(name, cancellation));
        System.IO.Directory.CreateDirectory(data.Directory);
        return data;
    }

    /// <summary>The stores, as a new process finds them.</summary>
    public ServiceProvider Open() => new ServiceCollection()
        .AddLogging()
        .AddData(new ConfigurationBuilder().AddInMemoryCollection(Values).Build(), File)
        .AddLineage()
        .AddTriage()
        .BuildServiceProvider();

    /// <summary>Removes what is there; of a database on PostgreSQL everything in it.</summary>
    public async Task ClearAsync(CancellationToken cancellation)
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }

        System.IO.Directory.CreateDirectory(Directory);
        if (Connection is not null)
        {
            await using var connection = new NpgsqlConnection(Connection);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>False while nothing was ever stored.</summary>
    public bool IsThere => Connection is not null || System.IO.File.Exists(Path.Combine(Directory, File));

    /// <summary>What the database takes on the disk.</summary>
    public async Task<double> MegabytesAsync(CancellationToken cancellation)
    {
        if (Connection is null)
        {
            return System.IO.Directory.EnumerateFiles(Directory, File + "*").Sum(file => new FileInfo(file).Length) / 1048576.0;
        }

        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_database_size(current_database())", connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture) / 1048576.0;
    }
}
