using System.Globalization;
using Npgsql;

namespace BatchDashboard.Benchmarks.Processes;

/// <summary>A PostgreSQL of its own in a temporary directory, with Debian's settings, reached by a socket in that directory.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string _folder;

    private PostgresCluster(string folder) => _folder = folder;

    public string ConnectionString => To("postgres");

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellation)
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("benchmark-postgres-").FullName);
        if (IsRoot)
        {
            await Tool.RunAsync("chown", ["postgres", cluster._folder], null, cancellation);
        }

        try
        {
            await RunAsync($"{Program("initdb")} --pgdata={cluster.Data} --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8", cancellation);
            // Nobody needs these rows after a power cut; reading them is what is measured.
            await RunAsync(
                $"{Program("pg_ctl")} --pgdata={cluster.Data} --wait --silent --log={cluster._folder}/log "
                + $"--options=\"-c listen_addresses='' -c unix_socket_directories={cluster._folder} -c fsync=off -c max_wal_size=8GB\" start",
                cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to connect to a new database.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return To(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync($"{Program("pg_ctl")} --pgdata={Data} --mode=immediate --silent stop", CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string To(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Username = "postgres",
        Database = database,
        CommandTimeout = 0,
        IncludeErrorDetail = true,
    }.ToString();

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    // PostgreSQL refuses to run as root.
    private static Task<string> RunAsync(string command, CancellationToken cancellation) => IsRoot
        ? Tool.RunAsync("su", ["postgres", "-s", "/bin/sh", "-c", command], null, cancellation)
        : Tool.RunAsync("/bin/sh", ["-c", command], null, cancellation);

    // Debian keeps the programs of each version out of the path.
    private static string Program(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin", name))
                .FirstOrDefault(File.Exists, name)
            : name;
}
