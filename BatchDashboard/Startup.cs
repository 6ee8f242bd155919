using BatchDashboard.Data;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace BatchDashboard;

/// <summary>The host before anything of the product is added to it.</summary>
public static class Startup
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
        return builder;
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
