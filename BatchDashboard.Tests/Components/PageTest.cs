using BatchDashboard.Components;
using BatchDashboard.Components.Following;
using BatchDashboard.Components.Jobs;
using BatchDashboard.Components.Resubmission;
using BatchDashboard.Data;
using BatchDashboard.Export;
using BatchDashboard.Import;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Results.Lookups;
using BatchDashboard.Wickson;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
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
        Services.AddSingleton(new ResultsImport(null!, null!, null!, Options.Create(new ImportOptions())));
        Services.AddSingleton(new ExportRuns(Time));
        Services.AddSingleton(_ => Comparisons ?? throw new InvalidOperationException("The test compares nothing."));
        Services.AddSingleton(Budget);
        Services.AddSingleton<Handoff>();
        Services.AddScoped<Browser>();
        Services.AddScoped<BrowserNotices>();
        Services.AddScoped<Announcer>();
        Services.AddSingleton(new DataDirectory(""));
        Services.AddResolution(new ConfigurationBuilder().Build(), SourceMode.Cache);
        // No component test changes triage or reads what matches, but for those that bring a database.
        Services.AddSingleton(_ => Desk);
        Services.AddSingleton(_ => Matching);
        Services.AddSingleton(_ => Lookups);
        Services.AddSingleton(_ => Resubmissions ?? throw new InvalidOperationException("The test sends nothing again."));
        Services.AddSingleton(_ => Batches ?? throw new InvalidOperationException("The test has no copies."));
        Services.AddSingleton(_ => Lineage ?? throw new InvalidOperationException("The test sends nothing again."));
        Services.AddScoped<DroppedFiles>();
        Services.AddSingleton<JobScopes>();
        Services.AddScoped<JobSelection>();
        PersistedState = AddBunitPersistentComponentState();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    protected FakeResults Results { get; } = new();

    /// <summary>To be set before the first component is rendered.</summary>
    protected TriageDesk Desk { get; set; } = new(null!, null!);

    /// <inheritdoc cref="Desk"/>
    protected MatchingKeys Matching { get; set; } = new(null!, null!, null!);

    /// <inheritdoc cref="Desk"/>
    protected BatchLookups Lookups { get; set; } = new(null!, null!, null!);

    /// <summary>Set by tests that send files again.</summary>
    protected ResubmissionStore? Resubmissions { get; set; }

    /// <inheritdoc cref="Resubmissions"/>
    protected BatchStore? Batches { get; set; }

    /// <inheritdoc cref="Resubmissions"/>
    protected LineageStore? Lineage { get; set; }

    /// <summary>Set by tests that compare copies.</summary>
    protected CompareReader? Comparisons { get; set; }

    protected BunitPersistentComponentState PersistedState { get; }

    /// <summary>1,000 requests, none of them spent.</summary>
    protected RequestBudget Budget { get; }

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    protected string PathAndQuery => new Uri(Navigation.Uri).PathAndQuery;
}
