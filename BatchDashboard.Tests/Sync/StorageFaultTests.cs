using System.Data.Common;
using System.Globalization;
using BatchDashboard.Data.Sqlite;
using BatchDashboard.Queries;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatchDashboard.Tests.Sync;

/// <summary>A database that cannot be written: what has arrived stays, and the copy goes on where it was.</summary>
[Trait(Tests.Data.TestDatabase.Trait, Tests.Data.TestDatabase.OnlySqlite)]
public sealed class StorageFaultTests : IAsyncLifetime
{
    private readonly PageCountLimit _disk = new();
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;
    private PagedBatch _batch = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SyncProgress Progress => _dashboard.Sync.Progress(PagedBatch.Id)!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _batch = new PagedBatch(_api);
        _dashboard = await Dashboard.StartAsync(
            _api,
            services => services.ConfigureDbContext<SqliteContext>(options => options.AddInterceptors(_disk)),
            ("Wickson:Timeout", "00:30:00"),
            ("Database:ConnectionString", "Data Source=test.db;Default Timeout=1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task While_another_program_holds_the_database_the_copy_waits_and_then_goes_on(int page)
    {
        await using var other = new SqliteConnection($"Data Source={_dashboard.File};Pooling=False");
        await other.OpenAsync(Token);
        var isLocked = 0;
        _batch.Before = async (_, asked) =>
        {
            if (asked == page && Interlocked.Exchange(ref isLocked, 1) == 0)
            {
                await ExecuteAsync(other, "BEGIN EXCLUSIVE");
            }

            return false;
        };
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.UntilAsync(PagedBatch.Id.Value, () => Progress.State == SyncState.Waiting);
        Assert.Equal(SyncObstacleKind.Storage, Progress.Obstacle!.Kind);
        Assert.Contains("locked by another program", Progress.Obstacle.Sentence, StringComparison.Ordinal);

        await ExecuteAsync(other, "ROLLBACK");
        await _dashboard.RunToEndAsync(PagedBatch.Id);

        Assert.Equal(SyncState.Done, Progress.State);
        await _dashboard.AssertIsCopyOfAsync(_batch);
        Assert.Equal(Enumerable.Range(1, 20), _batch.Asked.Select(one => one.Page).Order());
    }

    [Fact]
    public async Task A_full_disk_ends_the_copy_with_a_sentence_and_once_there_is_space_it_goes_on_where_it_was()
    {
        _batch.Before = (_, page) =>
        {
            _disk.IsFull |= page == 9;
            return Task.FromResult(false);
        };
        _dashboard.Sync.Start(PagedBatch.Id, fresh: false);
        await _dashboard.Sync.EndAsync(PagedBatch.Id).InTimeAsync();

        Assert.Equal((SyncState.Failed, SyncObstacleKind.Storage), (Progress.State, Progress.Obstacle!.Kind));
        Assert.Contains("The disk is full", Progress.Obstacle.Sentence, StringComparison.Ordinal);
        var stored = (int)(await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Filling!.Jobs / 100;
        Assert.InRange(stored, 1, 19);
        _disk.IsFull = false;
        _batch.Before = null;

        await _dashboard.CopyAsync(PagedBatch.Id.Value);

        await _dashboard.AssertIsCopyOfAsync(_batch);
        // Pages behind the stored ones may have been on their way when the disk was full, so that they are asked for twice.
        Assert.Equal(Enumerable.Range(1, stored), _batch.Asked.Select(one => one.Page).Where(page => page <= stored).Order());
    }

    [Fact]
    public async Task A_full_disk_in_a_refresh_costs_nothing_of_the_copy_that_is_here()
    {
        await _dashboard.CopyAsync(PagedBatch.Id.Value);
        var copy = (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current;
        _disk.IsFull = true;

        await RefreshAsync();

        Assert.Equal((SyncState.Failed, SyncObstacleKind.Storage), (Progress.State, Progress.Obstacle!.Kind));
        Assert.Equal(copy, (await _dashboard.Store.FindAsync(PagedBatch.Id, Token))!.Current);
        await _dashboard.AssertIsCopyOfAsync(_batch);
    }

    [Fact]
    public async Task A_full_disk_is_not_ready_for_a_minute_after_each_write_that_it_had_no_room_for()
    {
        await _dashboard.CopyAsync(PagedBatch.Id.Value);
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());
        _disk.IsFull = true;
        await RefreshAsync();

        var (status, sentence) = await HealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.Equal(
            $"The disk is full, so the database file test.db cannot grow. Free some space, then try again. It is in the folder “{Path.GetFileName(_dashboard.Folder)}” (Data:Directory).",
            sentence);
        Assert.Equal(50, (await _dashboard.Results.GetBatchAsync(PagedBatch.Id, new JobQuery { Search = "file", PageSize = 50 }, Token)).Value!.Jobs.Rows.Count);

        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
        await RefreshAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync()).Status);
    }

    private async Task RefreshAsync()
    {
        await _dashboard.Results.RefreshAsync(PagedBatch.Id, Token);
        await _dashboard.Sync.EndAsync(PagedBatch.Id).InTimeAsync();
    }

    private async Task<(HealthStatus Status, string? Sentence)> HealthAsync()
    {
        var report = await _dashboard.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        return (report.Status, report.Entries.Values.Select(entry => entry.Description).SingleOrDefault(sentence => sentence is not null));
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>A disk with space for the pages that the database has, as SQLite's own limit has it.</summary>
    private sealed class PageCountLimit : DbConnectionInterceptor
    {
        private volatile bool _isFull;

        public bool IsFull
        {
            get => _isFull;
            set => _isFull = value;
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            // SQLite takes no less than there is already.
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {(IsFull ? 1 : 1_000_000)}");
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
