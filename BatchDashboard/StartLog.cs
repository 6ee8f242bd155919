using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard;

/// <summary>The first thing to read after a start: what to open, what it shows, where its data is.</summary>
public static partial class StartLog
{
    // A folder that this account may not read must not end the start.
    private static readonly EnumerationOptions Accessible = new() { IgnoreInaccessible = true };

    public static void LogStart(this WebApplication app)
    {
        var data = app.Services.GetRequiredService<DataDirectory>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("BatchDashboard");
        Ready(log, string.Join(" or ", app.Urls), Shown(app.Services), data.Path);
        if (data.Former != data.Path && Directory.Exists(data.Former) && Directory.EnumerateFiles(data.Former, "*.db", Accessible).Any())
        {
            DataLeft(log, data.Former, data.Path);
        }
    }

    private static string Shown(IServiceProvider services) => services.GetRequiredService<IResultsService>().Mode switch
    {
        SourceMode.Sandbox => "the sandbox, with made-up batches. To see your own, set Wickson:ApiKey (README.md)",
        SourceMode.Cache => "batches that were downloaded or imported before. It sends no requests, as Results:Source is Cache",
        _ => $"your batches from {services.GetRequiredService<IWicksonEndpoint>().BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped)}",
    };

    [LoggerMessage(1, LogLevel.Information, "BatchDashboard is ready: open {Urls} in a browser.\nIt shows {Shown}.\nIts data is in {Data}.\nTo stop it, press Ctrl+C.")]
    private static partial void Ready(ILogger log, string urls, string shown, string data);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "An earlier version left a database in {Former}, which a clean build deletes and this version does not read.\n"
        + "To keep it, stop BatchDashboard and move all files and folders from there to {Data}; to discard it, delete that folder.")]
    private static partial void DataLeft(ILogger log, string former, string data);
}
