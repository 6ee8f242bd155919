using BatchDashboard.Components;
using BatchDashboard.Components.Following;
using BatchDashboard.Export;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace BatchDashboard.Tests.Components;

/// <summary>Renders components over a <see cref="FakeResults"/>, as an interactive page does.</summary>
public abstract class PageTest : BunitContext
{
    protected PageTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Budget = new RequestBudget(Options.Create(new WicksonOptions()), Time);
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IResultsService>(Results);
        // No component test brings a file as far as the database.
        Services.AddSingleton(new ResultsImport(null!, null!, Options.Create(new ImportOptions())));
        Services.AddSingleton(Budget);
        Services.AddSingleton<Handoff>();
        Services.AddScoped<Browser>();
        Services.AddScoped<BrowserNotices>();
        Services.AddScoped<Announcer>();
        Services.AddResolution();
        PersistedState = AddBunitPersistentComponentState();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    protected FakeResults Results { get; } = new();

    protected BunitPersistentComponentState PersistedState { get; }

    /// <summary>1,000 requests, none of them spent.</summary>
    protected RequestBudget Budget { get; }

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    protected string PathAndQuery => new Uri(Navigation.Uri).PathAndQuery;
}
