using BatchDashboard.Access;
using BatchDashboard.Components;
using BatchDashboard.Data;
using BatchDashboard.Export;
using BatchDashboard.Following;
using BatchDashboard.Import;
using BatchDashboard.Lineage;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Kit;
using BatchDashboard.Resolution.Lineage;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Sync;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;

namespace BatchDashboard;

public sealed class Program
{
    private Program()
    {
    }

    public static async Task<int> Main(string[] args)
    {
        try
        {
            if (args is [ImportCommand.Name, .. var rest])
            {
                return await ImportAsync(rest, CancellationToken.None);
            }

            await using var app = await StartAsync(args, CancellationToken.None);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (StartupException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    /// <summary>Builds and starts the app. What stops it is a <see cref="StartupException"/> with one sentence to read.</summary>
    public static async Task<WebApplication> StartAsync(string[] args, CancellationToken cancellation)
    {
        WebApplication? app = null;
        try
        {
            app = Build(args);
            await StartAsync(app, cancellation);
            return app;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (app is not null)
            {
                // What runs in the background ends before the services that it uses.
                await app.StopAsync(CancellationToken.None);
                await app.DisposeAsync();
            }

            throw StartupException.From(exception, args);
        }
    }

    /// <summary>Starts an app that was built: first what can be wrong, last what others can see.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        app.ValidateSettings();
        await app.Services.PrepareDataAsync(cancellation);
        await app.ListenAsync(cancellation);
        app.LogStart();
    }

    public static WebApplication Build(string[] args)
    {
        var builder = Startup.CreateBuilder(args);
        var config = builder.Configuration;
        var mode = ResultsOptions.Resolve(config);

        builder.Services.AddWickson(config);
        builder.Services.AddData(config, mode == SourceMode.Sandbox ? "sandbox.db" : "live.db");
        builder.Services.AddSync(config);
        builder.Services.AddTriage();
        builder.Services.AddLineage();
        builder.Services.AddResults(config, mode);
        builder.Services.AddResolution(config);
        builder.Services.AddResubmissionWatch(mode);
        builder.Services.AddKit();
        builder.Services.AddExport();
        builder.Services.AddImport(config);
        builder.Services.AddFollowing(config, mode);
        builder.Services.AddAccess(config);
        builder.Services.AddPageKeys();
        builder.Services.AddPages();
        builder.Services.AddHealthChecks();
        if (mode == SourceMode.Sandbox)
        {
            builder.Services.AddSandbox();
        }

        var app = builder.Build();
        app.UseAccess();
        app.UseRequestFailures();
        app.UsePages();
        app.UseRouting();
        app.UseAntiforgery();

        app.MapPages();
        app.MapKit();
        app.MapExport();
        app.MapResubmissions();
        app.MapHealth();
        if (mode == SourceMode.Sandbox)
        {
            app.MapSandbox();
        }

        return app;
    }

    /// <summary>Imports files without starting the server. Settings may stand among them, as <c>--Section:Key=value</c>.</summary>
    private static async Task<int> ImportAsync(string[] rest, CancellationToken cancellation)
    {
        var settings = rest.Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        try
        {
            await using var app = Build([ImportCommand.SourceSetting, .. settings]);
            app.ValidateSettings();
            await app.Services.PrepareDataAsync(cancellation);
            return await ImportCommand.RunAsync(
                [.. rest.Except(settings, StringComparer.Ordinal)], app.Services, Console.Out, Console.Error, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw StartupException.From(exception, rest);
        }
    }
}
