using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard;

/// <summary>The first thing to read after a start: what to open, what it shows, where its data is.</summary>
public static partial class StartLog
{
    public static void LogStart(this WebApplication app)
    {
        var data = app.Services.GetRequiredService<DataDirectory>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("BatchDashboard");
        Ready(log, string.Join(" or ", app.Urls), Shown(app.Services), data.Path);
    }

    private static string Shown(IServiceProvider services) => services.GetRequiredService<IResultsService>().Mode switch
    {
        SourceMode.Sandbox => "the sandbox, with made-up batches. To see your own, set Wickson:ApiKey (README.md)",
        SourceMode.Cache => "batches that were downloaded or imported before. It sends no requests, as Results:Source is Cache",
        _ => $"your batches from {services.GetRequiredService<IWicksonEndpoint>().BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped)}",
    };

    [LoggerMessage(1, LogLevel.Information, "BatchDashboard is ready: open {Urls} in a browser.\nIt shows {Shown}.\nIts data is in {Data}.\nTo stop it, press Ctrl+C.")]
    private static partial void Ready(ILogger log, string urls, string shown, string data);
}
