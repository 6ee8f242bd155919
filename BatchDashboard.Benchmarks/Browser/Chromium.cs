using Microsoft.Playwright;

namespace BatchDashboard.Benchmarks.Browser;

/// <summary>A headless Chromium that times what it shows; <c>benchmarks.sh</c> says where it is.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    private static string Script { get; } = ReadScript();

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : null,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-quic", "--no-first-run"],
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>A browser without history, cookies and cache.</summary>
    public async Task<IBrowserContext> NewContextAsync(Uri server)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.ToString(),
            TimezoneId = "Europe/Berlin",
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        });
        await context.AddInitScriptAsync(Script);
        context.SetDefaultTimeout(60_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string ReadScript()
    {
        using var stream = typeof(Chromium).Assembly.GetManifestResourceStream("measure.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
