using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>A database on a PostgreSQL server, which several processes of the dashboard may share.</summary>
internal sealed class PostgreSqlDatabase(DbContextOptions<PostgreSqlContext> options, NpgsqlConnectionStringBuilder connection, TimeProvider time) : Database(time)
{
    // Seconds that a look at its health waits.
    private const int ShortWait = 3;

    // Of a write that others overtake each time.
    private const int MostTries = 20;

    // Held by whoever makes the tables; any number that no other program uses.
    private const long PreparationLock = 0x6461736862;

    private readonly PostgreSqlNotices _notices = new(connection.ConnectionString, time);

    // A socket is a path of this machine.
    public override string Name => $"{connection.Database} on {(connection.Host!.StartsWith('/') ? "this machine" : connection.Host)}";

    internal override Task ListenAsync(Action<string?> heard, CancellationToken cancellation) => _notices.ListenAsync(heard, cancellation);

    // The clock itself and not the transaction's begin, from which it may have waited.
    internal override async Task<DateTimeOffset> NowAsync(DashboardContext context, CancellationToken cancellation) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await context.Database
            .SqlQuery<long>($"""SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS "Value" """).SingleAsync(cancellation));

    protected override async Task<bool> MakeReadyAsync(CancellationToken cancellation)
    {
        await using var context = new PostgreSqlContext(options);
        await context.Database.OpenConnectionAsync(cancellation);
        var isReadOnly = await context.Database
            .SqlQuery<bool>($"""SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS "Value" """).SingleAsync(cancellation);
        if (!isReadOnly)
        {
            // Goes with the connection, however this process ends.
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({PreparationLock})", cancellation);
        }

        var known = context.Database.GetMigrations().ToList();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        if (applied.Except(known, StringComparer.Ordinal).Any())
        {
            throw new DatabaseException(PostgreSqlFaults.OtherVersion(Name));
        }

        if (applied.Count == 0 && await HasTablesAsync(context, cancellation))
        {
            throw new DatabaseException(PostgreSqlFaults.Foreign(Name));
        }

        if (applied.Count < known.Count)
        {
            if (isReadOnly)
            {
                throw new DatabaseException(PostgreSqlFaults.OldAndReadOnly(Name));
            }

            await context.Database.MigrateAsync(cancellation);
        }

        if (!isReadOnly)
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({PreparationLock})", cancellation);
        }

        return isReadOnly;
    }

    protected override async Task<bool> LookAsync(CancellationToken cancellation)
    {
        await using var context = new PostgreSqlContext(options);
        context.Database.SetConnectionString(
            new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false, Timeout = ShortWait, CommandTimeout = ShortWait }.ConnectionString);
        return await context.Batches.AnyAsync(cancellation);
    }

    protected override async Task<T> RunAsync<T>(Func<DashboardContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = new PostgreSqlContext(options);
            try
            {
                await using var transaction = await context.Database.BeginTransactionAsync(
                    writes ? IsolationLevel.Serializable : IsolationLevel.RepeatableRead, cancellation);
                var result = await work(context, cancellation);
                await PostgreSqlNotices.SendAsync(context, _notices.Process, cancellation);
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception error) when (writes && attempt < MostTries && PostgreSqlFaults.IsOvertaken(error))
            {
                // Another process wrote what this one had read: it reads again.
            }
        }
    }

    protected override string? Sentence(Exception error) => PostgreSqlFaults.Sentence(error, Name);

    protected override bool IsPassing(Exception error) => PostgreSqlFaults.IsPassing(error);

    protected override bool IsDiskFull(Exception error) => PostgreSqlFaults.IsDiskFull(error);

    protected override string ReadOnlySentence() => PostgreSqlFaults.ReadOnly(Name);

    private static Task<bool> HasTablesAsync(PostgreSqlContext context, CancellationToken cancellation) => context.Database
        .SqlQuery<bool>($"""SELECT to_regclass('batches') IS NOT NULL AS "Value" """).SingleAsync(cancellation);
}
