using System.Data.Common;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Data;

/// <summary>The services of the data on a database and in a directory of their own, which go away with them.</summary>
public sealed class TemporaryCache : IDisposable
{
    private readonly bool _ownsDirectory;
    private readonly ServiceProvider _services;

    private TemporaryCache(string directory, bool ownsDirectory, params (string Key, string? Value)[] settings)
    {
        Directory = directory;
        _ownsDirectory = ownsDirectory;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(DataDirectory.Key, (string?)directory), .. TestDatabase.Settings(directory)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddData(configuration, FileName)
            .AddTriage()
            .AddLineage()
            .AddSingleton<QueryMarks>()
            .BuildServiceProvider();
    }

    public const string FileName = TestDatabase.FileName;

    public string Directory { get; }

    public string File => Path.Combine(Directory, FileName);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public BatchStore Store => _services.GetRequiredService<BatchStore>();

    public LineageStore Lineage => _services.GetRequiredService<LineageStore>();

    public ResubmissionStore Resubmissions => _services.GetRequiredService<ResubmissionStore>();

    public TriageStore Triage => _services.GetRequiredService<TriageStore>();

    /// <summary>What pages ask the copies with.</summary>
    public CopyReader Copies => new(Store, Lineage, Marks, Lookups, Clock);

    public BatchLookups Lookups => field ??= new(Database, new BatchChanges(NullLogger<BatchChanges>.Instance), Clock);

    public QueryMarks Marks => _services.GetRequiredService<QueryMarks>();

    public Database Database => _services.GetRequiredService<Database>();

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

    public Task PrepareAsync() => _services.PrepareDataAsync(TestContext.Current.CancellationToken);

    public Task<object?> QueryAsync(string sql) => TestDatabase.QueryAsync(Directory, sql);

    /// <summary>Makes the database refuse to insert into a table, or to update it, where the condition is true of the row <c>NEW</c>.</summary>
    public Task TrapAsync(string action, string table, string condition) => TestDatabase.TrapAsync(Directory, action, table, condition);

    /// <summary>A connection as another program would open it.</summary>
    public Task<DbConnection> OpenAsync() => TestDatabase.OpenAsync(Directory);

    public Task<CachedBatch> WriteAsync(string batch, ResultsBody page, bool forSync = false, bool isLast = false) =>
        Store.WritePageAsync(BatchId.Parse(batch), page, forSync, isLast, TestContext.Current.CancellationToken);

    public Task<CachedBatch?> FindAsync(string batch) => Store.FindAsync(BatchId.Parse(batch), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _services.Dispose();
        if (_ownsDirectory)
        {
            TestDatabase.Discard(Directory);
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
