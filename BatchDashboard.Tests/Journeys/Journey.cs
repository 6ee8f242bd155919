using System.Text.RegularExpressions;
using BatchDashboard.Tests.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BatchDashboard.Tests.Journeys;

/// <summary>An operator's way through the real app in a real browser. Whatever the browser complains of fails the test.</summary>
public abstract class Journey(Chromium chromium) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private IBrowserContext? _context;

    protected RunningApp App { get; private set; } = default!;

    protected IPage Page { get; private set; } = default!;

    protected Chromium Chromium { get; } = chromium;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Settings beyond the sandbox's, as on the command line.</summary>
    protected virtual string[] Settings => [];

    protected virtual BrowserNewContextOptions Window => new() { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } };

    /// <summary>Complaints that a journey provokes, e.g. the status of a page that does not exist.</summary>
    protected virtual bool IsExpected(string complaint) => false;

    public virtual async ValueTask InitializeAsync()
    {
        App = await RunningApp.StartAsync(Cancellation, arguments: Settings);
        _context = await Chromium.NewContextAsync(App.Url, Window);
        Page = await NewPageAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        await App.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.DoesNotContain(_complaints, complaint => !IsExpected(complaint));
    }

    protected async Task<IPage> NewPageAsync()
    {
        var page = await _context!.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        return page;
    }

    protected T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Opens a page and waits until it answers to clicks.</summary>
    protected async Task<IResponse> GoAsync(string path)
    {
        var response = await Page.GotoAsync(path);
        await InteractiveAsync();
        return response!;
    }

    protected Task InteractiveAsync() => Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("data-interactive", "true");

    protected ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    protected ILocator Link(string name, bool exact = true) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = exact });

    protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    protected ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    protected ILocator Table(string name) => Page.GetByRole(AriaRole.Table, new() { Name = name, Exact = true });

    /// <summary>The rows of the job grid, its head left out.</summary>
    protected ILocator Rows => Table("Jobs").Locator("tbody tr");

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static Regex Pattern(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    protected IPageAssertions ExpectPage() => Assertions.Expect(Page);
}
