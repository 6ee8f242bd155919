using BatchDashboard.Access;
using BatchDashboard.Components;
using BatchDashboard.Data;
using BatchDashboard.Export;
using BatchDashboard.Following;
using BatchDashboard.Import;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard;

/// <summary>The app's table of contents: a line for each folder.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => Commands.RunAsync(args);

    public static WebApplication Build(string[] args)
    {
        var builder = AppHost.CreateBuilder(args);
        var (services, config) = (builder.Services, builder.Configuration);
        var mode = ResultsOptions.Resolve(config);
        var isSandbox = mode == SourceMode.Sandbox;

        services.AddWickson(config);
        services.AddData(config, isSandbox ? "sandbox.db" : "live.db");
        services.AddSync(config);
        services.AddTriage();
        services.AddLineage();
        services.AddResults(config, mode);
        services.AddResolution(config, mode);
        services.AddExport();
        services.AddImport(config);
        services.AddFollowing(config, mode);
        services.AddAccess(config);
        services.AddSandbox(isSandbox);
        services.AddPages();

        var app = builder.Build();
        app.UseAccess();
        app.UseRequestFailures();
        app.UsePages();
        app.MapPages();
        app.MapResolution();
        app.MapExport();
        app.MapHealth();
        app.MapSandbox(isSandbox);
        return app;
    }
}
