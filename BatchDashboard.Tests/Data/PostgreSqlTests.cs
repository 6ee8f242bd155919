using System.Diagnostics;
using BatchDashboard.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatchDashboard.Tests.Data;

/// <summary>What only a server does: several processes write to it, it goes away and comes back, it refuses somebody. ./test.sh starts one.</summary>
[Trait(TestDatabase.Trait, "PostgreSql")]
public sealed class PostgreSqlTests
{
    private static readonly BatchId Batch = BatchId.Parse("b");

    public PostgreSqlTests() => Assert.True(TestDatabase.IsPostgreSql, "These tests need a PostgreSQL server: ./test.sh starts one.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schema_is_that_of_the_model()
    {
        using var cache = await TemporaryCache.CreateAsync();

        Assert.False(await cache.Database.WriteAsync((context, _) => Task.FromResult(context.Database.HasPendingModelChanges()), Token));
        Assert.Equal(
            "key,group_no,job_id,media_id,file_name,size_bytes,created_at,completed_at,error_message,parts,raw",
            await cache.QueryAsync("SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'jobs'"));
    }

    [Theory]
    [InlineData("Host=/nowhere;Database=board", "The database board on this machine cannot be reached. Check that PostgreSQL runs there")]
    [InlineData("Host=127.0.0.1;Port=9;Database=board", "The database board on 127.0.0.1 cannot be reached.")]
    public async Task A_server_that_is_not_there_is_told(string connection, string sentence)
    {
        using var cache = TemporaryCache.Unprepared(("Database:ConnectionString", connection + ";Username=me;Password=secret"));

        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);

        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsPassing);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database", "nobody_made_this", "There is no database nobody_made_this on this machine. Create it, or name another one")]
    [InlineData("Username", "stranger", "The server of the database postgres on this machine refuses the user or the password.")]
    public async Task A_server_that_refuses_is_told(string name, string value, string sentence)
    {
        var connection = new NpgsqlConnectionStringBuilder(TestDatabase.Server) { [name] = value };
        using var cache = TemporaryCache.Unprepared(("Database:ConnectionString", connection.ConnectionString));

        var error = await Assert.ThrowsAsync<DatabaseException>(cache.PrepareAsync);

        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_version_or_of_another_program_is_left_alone()
    {
        using var newer = await TemporaryCache.CreateAsync();
        await newer.WriteAsync("b", Pages.Cut(10, 1, 50));
        await newer.QueryAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Later', '99.0.0')""");
        using var foreign = TemporaryCache.Unprepared();
        await foreign.QueryAsync("CREATE TABLE batches (wine TEXT); INSERT INTO batches VALUES ('Riesling')");
        using var again = newer.Again();

        Assert.Contains("was written by another version", (await Assert.ThrowsAsync<DatabaseException>(again.PrepareAsync)).Message, StringComparison.Ordinal);
        Assert.Contains("holds another program's tables", (await Assert.ThrowsAsync<DatabaseException>(foreign.PrepareAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(10L, await newer.QueryAsync("SELECT count(*) FROM jobs"));
        Assert.Equal("Riesling", await foreign.QueryAsync("SELECT wine FROM batches"));
    }

    [Fact]
    public async Task A_server_that_breaks_all_connections_is_used_again_as_soon_as_it_answers()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var before = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        await cache.QueryAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // The connection that was kept is broken: this is told, and the next one is new.
        var told = await Record.ExceptionAsync(() => cache.FindAsync("b"));

        Assert.True(told is null or DatabaseException { IsPassing: true }, told?.ToString());
        Assert.Equal(before, await cache.FindAsync("b"));
    }

    [Fact]
    public async Task A_database_that_only_reads_is_served_as_it_stands()
    {
        using var cache = await TemporaryCache.CreateAsync();
        var before = await cache.WriteAsync("b", Pages.Cut(10, 1, 50));
        await cache.QueryAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
        // What is set counts for connections that are opened from now on.
        NpgsqlConnection.ClearAllPools();
        using var again = await cache.RestartAsync();

        Assert.True(again.Database.IsReadOnly);
        Assert.Equal(before, await again.FindAsync("b"));
        var error = await Assert.ThrowsAsync<DatabaseException>(() => again.WriteAsync("c", Pages.Cut(10, 1, 50)));
        Assert.Contains("can only be read, so nothing can be stored", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_that_change_the_same_job_at_once_both_count()
    {
        using var one = await TemporaryCache.CreateAsync();
        using var other = await one.RestartAsync();
        var target = new TriageTarget(Batch, TriageScope.Job, "job-1");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(turn => (turn % 2 == 0 ? one : other).Triage.ChangeJobsAsync(
            Batch, [target.Key], new TriageChange(turn % 4 < 2 ? TriageState.Resolved : TriageState.Open, null, null, $"Ada {turn}"), null, Token)));

        var history = await one.Triage.HistoryAsync(target, 100, Token);
        Assert.Equal(Enumerable.Range(1, history.Count).Reverse(), history.Select(entry => (int)entry.Revision));
        Assert.Equal(history[0].Mark.State, (await other.Triage.FindAsync(target, Token))!.Mark.State);
    }

    [Fact]
    public async Task What_one_process_says_of_a_job_is_seen_by_the_pages_of_another_within_two_seconds()
    {
        await using var one = await Dashboard.StartAsync(null);
        await one.Store.WritePageAsync(Batch, Pages.Cut(10, 1, 50), forSync: false, isLast: true, Token);
        await using var other = await one.AgainAsync(null);
        var (mine, theirs) = (one.Services.GetRequiredService<TriageStore>(), other.Services.GetRequiredService<TriageStore>());
        await TestDatabase.ListenersAsync(one.Folder, 2);
        Assert.Empty((await theirs.ReadAsync(Batch, Token)).Jobs);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var page = other.Changes.Subscribe(Batch, _ => heard.TrySetResult());
        var since = Stopwatch.GetTimestamp();

        await mine.ChangeJobsAsync(Batch, ["job-1"], new TriageChange(TriageState.Resolved, null, null, "Ada"), null, Token);
        await heard.Task.InTimeAsync("the notice of the other process");

        // The clock of the other process stands still: it has not looked again by itself.
        Assert.Equal(TriageState.Resolved, (await theirs.ReadAsync(Batch, Token)).Jobs["job-1"].State);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen after {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms.");
    }
}
