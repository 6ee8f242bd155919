using BatchDashboard.Data;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace BatchDashboard;

/// <summary>The host: how it is made before anything of the product is added to it, and how it starts.</summary>
public static class AppHost
{
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>
    /// The settings file is the one next to the program, whatever the working directory is and whichever program hosts it.
    /// Settings are read once: watching their file would cost a watcher for every host.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ApplicationName = "BatchDashboard",
            ContentRootPath = AppFolder.Path,
        });
        if (AppFolder.Path != AppContext.BaseDirectory)
        {
            var beside = new JsonConfigurationSource { Path = "appsettings.json", Optional = true, FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory) };
            builder.Configuration.Sources.Insert(0, beside);
        }

        // Without this, "Urls" of appsettings.json would win over the variable ASPNETCORE_URLS.
        builder.Configuration.AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args);

        // A build that was not published finds its static files through a manifest; a published one has them in wwwroot.
        builder.WebHost.UseStaticWebAssets();

        // What stops the start is told in one sentence; the host would print the stack trace besides.
        var started = new StartMark();
        builder.Services.AddSingleton(started);
        builder.Logging.AddFilter(HostLog, level => started.IsReached && level >= LogLevel.Information);
        builder.Services.AddPageKeys();
        return builder;
    }

    /// <summary>Builds and starts the app. What stops it is a <see cref="StartupException"/> with one sentence to read.</summary>
    public static async Task<WebApplication> StartAsync(string[] args, CancellationToken cancellation)
    {
        WebApplication? app = null;
        try
        {
            app = Program.Build(args);
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

    /// <summary>Wrong settings are found before the first file is made and the first port is opened.</summary>
    public static void ValidateSettings(this WebApplication app) =>
        app.Services.GetService<IStartupValidator>()?.Validate();

    /// <summary>Starts listening. From then on the host's own log is heard, which tells of failing background work.</summary>
    public static async Task ListenAsync(this WebApplication app, CancellationToken cancellation)
    {
        await app.StartAsync(cancellation);
        app.Services.GetRequiredService<StartMark>().IsReached = true;
    }

    private sealed class StartMark
    {
        public volatile bool IsReached;
    }
}
