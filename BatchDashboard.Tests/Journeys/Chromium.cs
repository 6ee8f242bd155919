using BatchDashboard.Tests.Startup;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BatchDashboard.Tests.Journeys.Chromium))]

namespace BatchDashboard.Tests.Journeys;

/// <summary>One headless Chromium for all journeys, started with the first of them. <c>test.sh</c> says where it is.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A browser without history: its own cookies and cache.</summary>
    public async Task<IBrowserContext> NewContextAsync(Uri server, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = server.ToString();
        options.TimezoneId ??= "Europe/Berlin";
        var context = await (await _started.Value).Browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)Waiting.Limit.TotalMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (playwright, browser) = await _started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-quic", "--no-first-run"],
        });
        return (playwright, browser);
    }

    /// <summary>Null lets Playwright look for its own install.</summary>
    private static string? Find() =>
        Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path
            ? path
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, "chromium"))
                .FirstOrDefault(File.Exists);
}
