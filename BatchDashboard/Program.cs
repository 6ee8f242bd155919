using BatchDashboard.Access;
using BatchDashboard.Resolution;

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
                await app.DisposeAsync();
            }

            throw StartupException.From(exception, args);
        }
    }

    /// <summary>Starts an app that was built: first what can be wrong, last what others can see.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        app.ValidateSettings();
        await app.ListenAsync(cancellation);
    }

    public static WebApplication Build(string[] args)
    {
        var builder = Startup.CreateBuilder(args);
        var config = builder.Configuration;

        builder.Services.AddResolution();
        builder.Services.AddAccess(config);
        builder.Services.AddHealthChecks();

        var app = builder.Build();
        app.UseAccess();
        app.UseRequestFailures();
        app.UseRouting();
        app.UseAntiforgery();

        app.MapStaticAssets();
        app.MapHealth();
        return app;
    }
}
