using BatchDashboard.Following;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Following;

/// <summary>Rules over a real database, whose batches are what a test says, and a clock that only the test moves.</summary>
internal sealed class FollowingApp : IAsyncDisposable
{
    private readonly string _directory;
    private readonly bool _ownsDirectory;

    private FollowingApp(Dashboard dashboard, string directory, bool ownsDirectory)
    {
        Dashboard = dashboard;
        _directory = directory;
        _ownsDirectory = ownsDirectory;
    }

    public Dashboard Dashboard { get; }

    public string Directory => _directory;

    public FakeTimeProvider Clock => Dashboard.Clock;

    public FollowRules Rules => Dashboard.Services.GetRequiredService<FollowRules>();

    public FollowStore Store => Dashboard.Services.GetRequiredService<FollowStore>();

    public Deliveries Deliveries => Dashboard.Services.GetRequiredService<Deliveries>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<FollowingApp> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(null, settings);

    public static Task<FollowingApp> StartAsync(ApiServer? api, params (string Key, string? Value)[] settings) =>
        StartAsync(api, System.IO.Directory.CreateTempSubdirectory("following-").FullName, true, SourceMode.Live, settings);

    public static Task<FollowingApp> StartOfflineAsync() =>
        StartAsync(null, System.IO.Directory.CreateTempSubdirectory("following-").FullName, true, SourceMode.Cache, []);

    /// <summary>Ends this one and starts another on its files.</summary>
    public async Task<FollowingApp> RestartAsync(params (string Key, string? Value)[] settings)
    {
        var now = Clock.GetUtcNow();
        await Dashboard.DisposeAsync();
        var again = await StartAsync(null, _directory, true, SourceMode.Live, settings, now);
        return again;
    }

    /// <summary>Stores what an answer of the API said of a batch, and announces it.</summary>
    public async Task BatchAsync(
        string id, string status, long succeeded = 0, long failed = 0, long total = 100, string name = "Reports", string collection = "Docs", string? completedAt = null, string errors = "[]")
    {
        var batch = BatchId.Parse(id);
        var body = Pages.Body($$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"{{id}}","batch_name":{{System.Text.Json.JsonSerializer.Serialize(name)}},"collection":"{{collection}}","status":"{{status}}",
            "timeline":{"completed_at":{{(completedAt is null ? "null" : $"\"{completedAt}\"")}}},
            "completion":{"successful":{{succeeded}},"failed":{{failed}},"total_items":{{total}} } },
            "statistics":{"error_summary":{{errors}} },
            "job_results":[],"pagination":{"page":1,"page_size":1,"total_items":{{total}},"total_pages":{{total}} } } }
            """);
        if (await Dashboard.Store.WriteSummaryAsync(batch, body, Token) is null)
        {
            await Dashboard.Store.WritePageAsync(batch, body, forSync: false, isLast: false, Token);
        }

        Dashboard.Changes.Announce(batch);
    }

    public async Task<FollowRule> RuleAsync(Action<RuleDraft> fill)
    {
        var draft = new RuleDraft { Name = "Rule " + Guid.NewGuid().ToString("N")[..6] };
        fill(draft);
        var change = await Rules.SaveAsync(draft, Token);
        Assert.True(change.IsMade, change.Sentence ?? string.Join(' ', change.Complaints.Values));
        return (await Rules.ListAsync(Token)).Single(rule => rule.Name == draft.Name);
    }

    public Task<FollowRule> WebhookRuleAsync(string url, WebhookKind kind = WebhookKind.Generic, string secret = "") => RuleAsync(draft =>
        draft.Webhooks.Add(new WebhookDraft { Kind = kind, Url = url, Secret = secret }));

    public Task<List<FollowEventEntry>> EventsAsync() => Store.ListEventsAsync(100, Token);

    public async Task<DeliveryEntry> DeliveryAsync() => (await Store.ListDeliveriesAsync(100, Token)).Single();

    public Task UntilEventsAsync(int count) => UntilAsync(async () => (await EventsAsync()).Count >= count);

    public Task UntilDeliveryAsync(Func<DeliveryEntry, bool> condition) =>
        UntilAsync(async () => (await Store.ListDeliveriesAsync(100, Token)) is [var one] && condition(one));

    /// <summary>Ends with the first change that makes the condition true.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var changed = new SemaphoreSlim(1);
        void Note(object? sender, EventArgs change) => changed.Release();
        var feed = Dashboard.Services.GetRequiredService<FollowFeed>();
        feed.Changed += Note;
        try
        {
            do
            {
                await changed.InTimeAsync("a change that makes it true", LastLines);
            }
            while (!await condition());
        }
        finally
        {
            feed.Changed -= Note;
        }
    }

    /// <summary>Moves the clock on until the condition is true: who is about to sleep when it moves wakes with the next step.</summary>
    public async Task AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> condition)
    {
        for (var steps = 0; !await condition(); steps++)
        {
            Assert.True(steps < 10_000, "It did not come true. " + LastLines());
            Clock.Advance(step);
            await Task.Delay(10, Token);
        }
    }

    /// <summary>Moves the clock on, and has the queue look at it: it may have begun to sleep by the old one.</summary>
    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        Dashboard.Services.GetRequiredService<WebhookDispatch>().Wake();
    }

    private string LastLines() => string.Join('\n', Dashboard.Log.TakeLast(5));

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        if (_ownsDirectory && System.IO.Directory.Exists(_directory))
        {
            TestDatabase.Discard(_directory);
            System.IO.Directory.Delete(_directory, recursive: true);
        }
    }

    private static async Task<FollowingApp> StartAsync(
        ApiServer? api, string directory, bool ownsDirectory, SourceMode mode, (string Key, string? Value)[] settings, DateTimeOffset? now = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, one.Value)))
            .Build();
        var dashboard = await Dashboard.StartInAsync(
            directory,
            api,
            services =>
            {
                services.AddFollowing(configuration, mode);
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
                if (now is { } later)
                {
                    services.AddSingleton<TimeProvider>(new FakeTimeProvider(later));
                }
            },
            settings);
        return new FollowingApp(dashboard, directory, ownsDirectory);
    }
}
