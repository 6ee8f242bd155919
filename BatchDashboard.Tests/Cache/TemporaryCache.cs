using BatchDashboard.Cache;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Cache;

/// <summary>A cache on a real SQLite file in a directory of its own, which goes away with it.</summary>
public sealed class TemporaryCache : IDisposable
{
    private readonly bool _ownsDirectory;
    private readonly ServiceProvider _services;

    private TemporaryCache(string directory, bool ownsDirectory, params (string Key, string? Value)[] settings)
    {
        Directory = directory;
        _ownsDirectory = ownsDirectory;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(DataDirectory.Key, (string?)directory)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddCache(configuration, FileName)
            .AddTriage()
            .AddLineage()
            .AddSingleton<JobFilters>()
            .BuildServiceProvider();
    }

    public const string FileName = "test.db";

    public string Directory { get; }

    public string File => Path.Combine(Directory, FileName);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public BatchStore Store => _services.GetRequiredService<BatchStore>();

    public LineageStore Lineage => _services.GetRequiredService<LineageStore>();

    public ResubmissionStore Resubmissions => _services.GetRequiredService<ResubmissionStore>();

    public TriageStore Triage => _services.GetRequiredService<TriageStore>();

    /// <summary>What pages ask the copies with.</summary>
    public CopyReader Copies => new(Store, new TriageOn(Triage), Lineage, Filters, Clock);

    public JobFilters Filters => _services.GetRequiredService<JobFilters>();

    public CacheDatabase Database => _services.GetRequiredService<CacheDatabase>();

    /// <summary>A directory of its own, and no file in it yet.</summary>
    public static TemporaryCache Unprepared(params (string Key, string? Value)[] settings) =>
        new(System.IO.Directory.CreateTempSubdirectory("cache-").FullName, ownsDirectory: true, settings);

    public static async Task<TemporaryCache> CreateAsync(params (string Key, string? Value)[] settings)
    {
        var cache = Unprepared(settings);
        await cache.PrepareAsync();
        return cache;
    }

    /// <summary>The same file in another app: nothing is shared but the file.</summary>
    public TemporaryCache Again(params (string Key, string? Value)[] settings) => new(Directory, ownsDirectory: false, settings);

    public async Task<TemporaryCache> RestartAsync(params (string Key, string? Value)[] settings)
    {
        var again = Again(settings);
        await again.PrepareAsync();
        return again;
    }

    public Task PrepareAsync() => _services.PrepareCacheAsync(TestContext.Current.CancellationToken);

    public async Task<object?> QueryAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A connection as another program would open it.</summary>
    public async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = File, Pooling = false, DefaultTimeout = 1 }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public Task<CachedBatch> WriteAsync(string batch, ResultsBody page, bool forSync = false, bool isLast = false) =>
        Store.WritePageAsync(BatchId.Parse(batch), page, forSync, isLast, TestContext.Current.CancellationToken);

    public Task<CachedBatch?> FindAsync(string batch) => Store.FindAsync(BatchId.Parse(batch), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _services.Dispose();
        if (_ownsDirectory)
        {
            SqliteConnection.ClearAllPools();
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
