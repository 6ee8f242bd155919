using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>
/// What processes on one database tell each other: the ids of batches that changed. A notice is sent within the transaction that
/// made the change, so that it comes when the change can be seen.
/// </summary>
internal sealed class PostgreSqlNotices(string connectionString, TimeProvider time)
{
    private const string Channel = "batch_dashboard";

    // More than these changed at once: nobody is told which.
    private const int MostNamed = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Who sends: no process hears its own notices.</summary>
    public string Process { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Sends what the context has announced.</summary>
    public static async Task SendAsync(DashboardContext context, string process, CancellationToken cancellation)
    {
        foreach (var batch in context.Announced.Count > MostNamed ? [""] : context.Announced.ToList())
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {process + batch})", cancellation);
        }
    }

    /// <summary>Hears the notices of others. What was said while the server was away is lost, so that after it all may have changed.</summary>
    public async Task ListenAsync(Action<string?> heard, CancellationToken cancellation)
    {
        for (var isFirst = true; !cancellation.IsCancellationRequested; isFirst = false)
        {
            try
            {
                await HearAsync(heard, isFirst, cancellation);
            }
            catch (Exception error) when (error is DbException or TimeoutException or IOException)
            {
                // Whoever reads or writes is told that the server is away; this one only tries again.
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private async Task HearAsync(Action<string?> heard, bool isFirst, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString);
        connection.Notification += (_, notice) =>
        {
            if (notice.Payload.Length >= Process.Length && !notice.Payload.StartsWith(Process, StringComparison.Ordinal))
            {
                heard(notice.Payload.Length == Process.Length ? null : notice.Payload[Process.Length..]);
            }
        };
        await connection.OpenAsync(cancellation);
        await using (var listen = connection.CreateCommand())
        {
            listen.CommandText = $"LISTEN {Channel}";
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        if (!isFirst)
        {
            heard(null);
        }

        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }
}
