using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Tests.Data;

/// <summary>Thousands of known batches without their jobs, as the store would have written them.</summary>
internal static class ManyBatches
{
    /// <summary>Numbered from 0, a minute apart, the last one now; every tenth runs, and every seventh of the others failed.</summary>
    public static Task AddAsync(Database database, int count, DateTimeOffset now, CancellationToken cancellation)
    {
        var end = now.ToUnixTimeMilliseconds();
        return database.WriteAsync(
            (context, token) => context.Database.ExecuteSqlAsync(
                $"""
                WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {count}),
                batch AS (
                  SELECT n, 'batch-20260101-' || substr('0000' || n, -5) || '-7f3a9c' AS id, 'Quarterly reports of the northern region, part ' || substr('0000' || n, -5) AS name,
                    'reports-' || (n % 40) AS collection, {end} - ({count} - n) * 60000 AS at FROM numbers)
                INSERT INTO batches (batch_id, name, collection, status, created_at, started_at, completed_at, successful, failed, total, total_bytes,
                  first_seen_at, fetched_at, search_text, listed_at, happened_at, is_final, unknown_errors)
                SELECT id, name, collection, CASE WHEN n % 10 = 0 THEN 'running' WHEN n % 7 = 0 THEN 'failed' ELSE 'completed' END, at, at,
                  CASE WHEN n % 10 = 0 THEN NULL ELSE at + 60000 END, 90 - n % 5, n % 5, 100, 100000000 + n, at, at, lower(name) || char(10) || id || char(10) || collection, at, CASE WHEN n % 10 = 0 THEN at ELSE at + 60000 END, n % 10 <> 0, n % 5
                FROM batch
                """,
                token),
            cancellation);
    }
}
