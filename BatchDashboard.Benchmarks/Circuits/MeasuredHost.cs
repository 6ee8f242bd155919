using System.Globalization;
using BatchDashboard.Benchmarks.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BatchDashboard.Benchmarks.Circuits;

/// <summary>The app in a process of its own, with one more address that says how much managed memory is really in use.</summary>
internal static class MeasuredHost
{
    public const string Name = "host";
    public const string Path = "/benchmark/managed-bytes";

    public static async Task ServeAsync(string[] settings, CancellationToken cancellation)
    {
        var app = Program.Build(["--urls=http://127.0.0.1:0", .. settings]);
        app.MapGet(Path, () => TypedResults.Text(InUse().ToString(CultureInfo.InvariantCulture)));
        await AppHost.StartAsync(app, cancellation);
        Console.WriteLine(ServerProcess.ListeningMark + app.Urls.First());
        await app.WaitForShutdownAsync(cancellation);
    }

    // Only what still stands after a collection that gives memory back can be compared.
    private static long InUse()
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
