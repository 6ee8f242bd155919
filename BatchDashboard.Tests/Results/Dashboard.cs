using BatchDashboard.Data;
using BatchDashboard.Export;
using BatchDashboard.Import;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution.Lineage;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Results;

/// <summary>The app without its pages, on a database of its own; its clock moves only when a test moves it.</summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _directory;
    private readonly bool _ownsDirectory;

    private Dashboard(IHost host, string directory, bool ownsDirectory)
    {
        _host = host;
        _directory = directory;
        _ownsDirectory = ownsDirectory;
    }

    public IServiceProvider Services => _host.Services;

    public IResultsService Results => Services.GetRequiredService<IResultsService>();

    public BatchSync Sync => Services.GetRequiredService<BatchSync>();

    public BatchStore Store => Services.GetRequiredService<BatchStore>();

    /// <summary>Warnings and errors.</summary>
    public IReadOnlyList<string> Log => Services.GetRequiredService<ListLog>().Lines;

    public LineageStore Lineage => Services.GetRequiredService<LineageStore>();

    public BatchChanges Changes => Services.GetRequiredService<BatchChanges>();

    public ResultsImport Import => Services.GetRequiredService<ResultsImport>();

    public FakeTimeProvider Clock => (FakeTimeProvider)Services.GetRequiredService<TimeProvider>();

    public string Folder => _directory;

    public string File => Path.Combine(_directory, "test.db");

    public static Task<Dashboard> StartAsync(ApiServer? api, params (string Key, string? Value)[] settings) =>
        StartAsync(api, Directory.CreateTempSubdirectory("results-").FullName, ownsDirectory: true, settings);

    /// <summary>With services of the test beside those of the app.</summary>
    public static Task<Dashboard> StartAsync(ApiServer? api, Action<IServiceCollection> services, params (string Key, string? Value)[] settings) =>
        StartAsync(api, Directory.CreateTempSubdirectory("results-").FullName, ownsDirectory: true, settings, services);

    /// <summary>On the files of another program in the directory.</summary>
    public static Task<Dashboard> StartInAsync(string directory, ApiServer? api, params (string Key, string? Value)[] settings) =>
        StartAsync(api, directory, ownsDirectory: false, settings);

    /// <summary>The same with services of the test beside those of the app.</summary>
    public static Task<Dashboard> StartInAsync(
        string directory, ApiServer? api, Action<IServiceCollection> services, params (string Key, string? Value)[] settings) =>
        StartAsync(api, directory, ownsDirectory: false, settings, services);

    /// <summary>Another process on the same file.</summary>
    public Task<Dashboard> AgainAsync(ApiServer? api, params (string Key, string? Value)[] settings) =>
        StartAsync(api, _directory, ownsDirectory: false, settings);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends after the first change of the batch that makes the condition true.</summary>
    public async Task UntilAsync(string batch, Func<bool> condition)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check()
        {
            if (condition())
            {
                reached.TrySetResult();
            }
        }

        using var subscription = Changes.Subscribe(BatchId.Parse(batch), _ => Check());
        Check();
        await reached.Task.InTimeAsync("a change of " + batch, () => $"{Sync.Progress(BatchId.Parse(batch))}\n{string.Join('\n', Log.TakeLast(5))}");
    }

    /// <summary>Waits until this many jobs are stored. It polls, because progress is announced by a clock that stands still in tests.</summary>
    public async Task StoredAsync(BatchId id, long jobs)
    {
        while (!(Sync.Progress(id)?.Copied >= jobs))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async Task CopyAsync(string batch)
    {
        var id = BatchId.Parse(batch);
        Assert.Null(await Results.CopyAsync(id, TestContext.Current.CancellationToken));
        await Sync.EndAsync(id).InTimeAsync();
        Assert.Equal(SyncState.Done, Sync.Progress(id)?.State);
    }

    public async ValueTask DisposeAsync()
    {
        var (clock, log) = (Clock, Services.GetRequiredService<ListLog>());
        await _host.StopAsync(CancellationToken.None);

        // What still ends is waited for by the clock of the test, which nobody else turns any more.
        var disposed = Task.Run(_host.Dispose);
        var since = TimeProvider.System.GetTimestamp();
        while (!disposed.IsCompleted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Waiting.Limit, "The app did not end: " + string.Join('\n', log.Lines.TakeLast(5)));
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(disposed, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }

        await disposed;
        if (_ownsDirectory)
        {
            Tests.Data.TestDatabase.Discard(_directory);
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static async Task<Dashboard> StartAsync(
        ApiServer? api, string directory, bool ownsDirectory, (string Key, string? Value)[] settings, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [DataDirectory.Key] = directory,
            ["Wickson:BaseUrl"] = api?.BaseUrl ?? "http://127.0.0.1:9/",
            ["Wickson:ApiKey"] = api is null ? null : "test",
            ["Wickson:RetryDelay"] = "00:00:00",

            // Shorter than the sandbox's Retry-After, so that the sync and not the client waits for it.
            ["Wickson:Timeout"] = "00:00:00.400",
            ["Results:Source"] = api is null ? "Cache" : "Live",
        });
        builder.Configuration.AddInMemoryCollection(Tests.Data.TestDatabase.Settings(directory));
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, one.Value)));
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow));
        var log = new ListLog();
        builder.Services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(log));
        builder.Services.AddSingleton(log);
        builder.Services.AddWickson(builder.Configuration);
        builder.Services.AddData(builder.Configuration, "test.db");
        builder.Services.AddSync(builder.Configuration);
        builder.Services.AddTriage();
        builder.Services.AddResults(builder.Configuration, ResultsOptions.Resolve(builder.Configuration));
        builder.Services.AddLineage();
        builder.Services.AddResubmissionWatch(ResultsOptions.Resolve(builder.Configuration));
        builder.Services.AddExport();
        builder.Services.AddImport(builder.Configuration);
        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.Services.PrepareDataAsync(TestContext.Current.CancellationToken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var dashboard = new Dashboard(host, directory, ownsDirectory);

        // The look for interrupted copies comes at some time after the start: it must not find one that a test has begun meanwhile.
        await (dashboard.Sync.ExecuteTask ?? Task.CompletedTask).InTimeAsync("the look for interrupted copies");
        return dashboard;
    }
}
