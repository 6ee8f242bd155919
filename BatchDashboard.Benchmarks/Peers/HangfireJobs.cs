using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.States;
using Npgsql;

namespace BatchDashboard.Benchmarks.Peers;

/// <summary>Fills Hangfire's tables with failed jobs. One is made by Hangfire itself; the others are copies of it with names and times of their own.</summary>
internal static class HangfireJobs
{
    private const int Chunk = 250_000;

    public static async Task FillAsync(string connection, long jobs, CancellationToken cancellation)
    {
        var model = Create(connection);
        await using var source = NpgsqlDataSource.Create(connection);
        for (var first = 0L; first < jobs - 1; first += Chunk)
        {
            await CopyAsync(source, model, first, Math.Min(first + Chunk, jobs - 1), cancellation);
        }

        await ExecuteAsync(source, "ANALYZE", cancellation);
    }

    /// <summary>Enqueues a job and lets it fail as a worker would; its id.</summary>
    private static long Create(string connection)
    {
        var storage = new PostgreSqlStorage(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connection, new PostgreSqlStorageOptions()), new PostgreSqlStorageOptions());
        var client = new BackgroundJobClient(storage);
        var id = client.Enqueue(() => PeerJob.Process("market_overview_00000001.pdf"));
        try
        {
            PeerJob.Process("market_overview_00000001.pdf");
        }
        catch (NotSupportedException failure)
        {
            client.ChangeState(id, new FailedState(failure));
        }

        return long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task CopyAsync(NpgsqlDataSource source, long model, long first, long end, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            WITH model AS (SELECT * FROM hangfire.job WHERE id = $1),
            made AS (
              INSERT INTO hangfire.job (statename, invocationdata, arguments, createdat, updatecount)
              SELECT 'Failed', model.invocationdata, to_jsonb(ARRAY[to_jsonb('market_overview_' || lpad(place::text, 8, '0') || '.pdf')::text]),
                now() - make_interval(secs => place / 50.0), model.updatecount
              FROM model, generate_series($2::bigint, $3::bigint - 1) AS place
              RETURNING id, createdat),
            failed AS (
              INSERT INTO hangfire.state (jobid, name, reason, createdat, data, updatecount)
              SELECT made.id, state.name, state.reason, made.createdat, state.data, state.updatecount
              FROM made, (SELECT * FROM hangfire.state WHERE jobid = $1 AND name = 'Failed') AS state
              RETURNING id, jobid)
            INSERT INTO hangfire.jobparameter (jobid, name, value, updatecount)
            SELECT made.id, parameter.name, parameter.value, parameter.updatecount
            FROM made, (SELECT * FROM hangfire.jobparameter WHERE jobid = $1) AS parameter
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = model });
        command.Parameters.Add(new NpgsqlParameter { Value = first });
        command.Parameters.Add(new NpgsqlParameter { Value = end });
        await command.ExecuteNonQueryAsync(cancellation);
        // The states are known by their jobs only once both are there.
        await ExecuteAsync(
            source,
            "UPDATE hangfire.job SET stateid = state.id FROM hangfire.state WHERE state.jobid = job.id AND state.name = 'Failed' AND job.stateid IS NULL",
            cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        // Put together from constants.
#pragma warning disable CA2100
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
