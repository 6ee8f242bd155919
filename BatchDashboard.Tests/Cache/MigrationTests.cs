using BatchDashboard.Cache;
using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatchDashboard.Tests.Cache;

/// <summary>A database of the version before copies had an index is upgraded at the start.</summary>
public sealed class MigrationTests
{
    private const string Previous = "20261124140637_CopyLeases";
    private const int WholeJobs = 9000;
    private const int FillingJobs = 6000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Odd =
    [
        "null",
        "\"a row that is text\"",
        "{}",
        """{"job_id":7,"filename":"a\u0000b","status":["odd"],"media_type":null,"error":{"code":"","message":4,"details":{"format":".xyz"},"trace":"t"}}""",
        """{"later":{"added":[1.50,null]},"file_info":{"size_bytes":"12","size_mb":null,"pages":3},"processing_info":{"created_at":"soon"}}""",
        """{"job_id":"after","status":"failed","error":{"code":"format_error","message":"Unsupported","details":{"format":".xyz"}}}""",
    ];

    [Fact]
    public async Task Every_job_of_a_whole_copy_comes_back_as_it_came_and_is_found()
    {
        using var cache = TemporaryCache.Unprepared();
        var jobs = SourceJob.Many(WholeJobs);
        await CreatePreviousAsync(cache, [.. jobs.Select(job => job.Json), .. Odd], []);
        await cache.PrepareAsync();

        var batch = (await cache.FindAsync("whole"))!;
        Assert.Equal(("Reports", "completed", 9006L, 9006L), (batch.Name, batch.Status, batch.Current!.Jobs, batch.Current.ExpectedJobs));
        var key = batch.Current.Key;
        for (var odd = 0; odd < Odd.Length; odd++)
        {
            await SameAsync(cache, key, WholeJobs + odd, Odd[odd]);
        }

        for (var ordinal = 0; ordinal < WholeJobs; ordinal += 37)
        {
            await SameAsync(cache, key, ordinal, jobs[ordinal].Json);
        }

        Assert.Equal(WholeJobs + 5, (await cache.Store.FindJobAsync(key, "after", Token))!.Ordinal);
        var facts = await cache.Store.FactsAsync(key, Token);
        Assert.Equal((WholeJobs + Odd.Length, jobs.Count(job => job.IsFailed) + 1), (facts.Jobs, facts.Failed));
        Assert.Equal(jobs.Count(job => job.Status == "succeeded"), facts.Succeeded);
        Assert.Equal(jobs.Sum(job => job.Size ?? 0) + 12, facts.TotalBytes);
        var errors = await cache.Store.ErrorFactsAsync(key, "format_error", Token);
        Assert.Equal(jobs.Count(job => WordComparer.Instance.Equals(job.Code, "format_error")) + 1, errors.Count);
        Assert.Equal([("format", 1)], errors.Details.Select(detail => (detail.Key, detail.Values.Count)));
        Assert.Equal(0L, await cache.QueryAsync("SELECT count(*) FROM snapshots WHERE completed_at IS NOT NULL AND facts IS NULL"));
    }

    [Fact]
    public async Task Any_query_on_upgraded_copies_finds_what_linq_finds_and_one_that_was_filling_goes_on()
    {
        using var cache = TemporaryCache.Unprepared();
        var (whole, filling) = (SourceJob.Many(WholeJobs), SourceJob.Many(10_000, salt: 1));
        await CreatePreviousAsync(cache, [.. whole.Select(job => job.Json)], [.. filling.Take(FillingJobs).Select(job => job.Json)]);
        await cache.PrepareAsync();
        await CheckAsync(cache, (await cache.FindAsync("whole"))!.Current!.Key, whole);

        var batch = (await cache.FindAsync("filling"))!;
        Assert.Null(batch.Current);
        Assert.Equal((FillingJobs, true), (batch.Filling!.Jobs, batch.Filling.SyncWanted));
        Assert.Equal([BatchId.Parse("filling")], await cache.Store.InterruptedSyncsAsync(Token));
        await CheckAsync(cache, batch.Filling.Key, filling[..FillingJobs]);
        await SameAsync(cache, batch.Filling.Key, FillingJobs - 1, filling[FillingJobs - 1].Json);

        for (var page = 4; page <= 5; page++)
        {
            batch = await cache.WriteAsync("filling", SourceJob.Page(filling, page, 2000), forSync: true);
        }

        Assert.Equal(10_000, batch.Current!.Jobs);
        await CheckAsync(cache, batch.Current.Key, filling);
        await CheckAsync(cache, (await cache.FindAsync("whole"))!.Current!.Key, whole);
    }

    private static async Task CheckAsync(TemporaryCache cache, long key, List<SourceJob> jobs)
    {
        var expected = new ExpectedJobs(jobs);
        foreach (var filter in ExpectedJobs.Filters(["", "report", "bericht 5", "é", "vec-job-", "beschädigt"], 14))
        {
            await expected.MatchAsync(cache.Store, key, filter);
        }
    }

    private static async Task SameAsync(TemporaryCache cache, long key, long ordinal, string json)
    {
        var job = await cache.Store.FindJobAsync(key, ordinal, Token);
        Assert.Equal(ordinal, job!.Ordinal);
        HostileJson.AssertSame(json, StoredJson.Write(job.Result));
    }

    private static async Task CreatePreviousAsync(TemporaryCache cache, List<string> whole, List<string> filling)
    {
        var options = new DbContextOptionsBuilder<CacheContext>().UseSqlite($"Data Source={cache.File};Pooling=False").Options;
        await using (var context = new CacheContext(options))
        {
            await context.GetService<IMigrator>().MigrateAsync(Previous, Token);
        }

        await using var connection = await cache.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        await RunAsync(
            connection,
            """
            INSERT INTO batches (key, batch_id, name, status, successful, failed, total, first_seen_at, fetched_at)
            VALUES (1, 'whole', 'Reports', 'completed', 0, 0, 0, 1000, 1000), (2, 'filling', NULL, 'processing', 0, 0, 0, 1000, 1000);
            """);
        await RunAsync(
            connection,
            """
            INSERT INTO snapshots (key, batch_key, batch_status, jobs, expected_jobs, started_at, completed_at, sync_wanted, header)
            VALUES (5, 1, 'completed', @whole, @whole, 1000, 2000, 0, '{"success":true}'), (6, 2, 'completed', @filling, 10000, 1000, NULL, 1, '{"success":true}');
            """,
            ("@whole", whole.Count),
            ("@filling", filling.Count));
        await InsertAsync(connection, 5, whole);
        await InsertAsync(connection, 6, filling);
        await transaction.CommitAsync(Token);
    }

    private static async Task InsertAsync(SqliteConnection connection, long snapshot, List<string> rows)
    {
        for (var ordinal = 0; ordinal < rows.Count; ordinal++)
        {
            var (job, extras) = JobEncoder.Encode(StoredJson.Read<Field<JobResult>>(rows[ordinal]));
            await RunAsync(
                connection,
                """
                INSERT INTO jobs (snapshot_key, ordinal, job_id, media_id, file_name, folded_name, media_type, status, size_bytes, created_at, completed_at,
                  duration, error_code, error_message, shape)
                VALUES (@snapshot, @ordinal, @job, @media, @name, @folded, @type, @status, @size, @created, @completed, @duration, @code, @message, @shape)
                """,
                ("@snapshot", snapshot),
                ("@ordinal", ordinal),
                ("@job", job.JobId),
                ("@media", job.MediaId),
                ("@name", job.FileName),
                ("@folded", job.FileName is null ? null : StoredText.Fold(job.FileName)),
                ("@type", job.MediaType),
                ("@status", job.Status),
                ("@size", job.SizeBytes),
                ("@created", job.CreatedAt),
                ("@completed", job.CompletedAt),
                ("@duration", job.Duration),
                ("@code", job.ErrorCode),
                ("@message", job.ErrorMessage),
                ("@shape", job.Shape.Bits));
            if (extras is not null)
            {
                await RunAsync(
                    connection,
                    "INSERT INTO job_extras (snapshot_key, ordinal, body) VALUES (@snapshot, @ordinal, @body)",
                    ("@snapshot", snapshot),
                    ("@ordinal", ordinal),
                    ("@body", extras));
            }
        }
    }

    private static async Task RunAsync(SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        await command.ExecuteNonQueryAsync(Token);
    }
}
