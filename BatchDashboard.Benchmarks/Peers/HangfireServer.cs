using BatchDashboard.Benchmarks.Processes;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Benchmarks.Peers;

/// <summary>Hangfire's dashboard as its guide sets it up, without a worker: the peer of the part <c>http</c>, in a process of its own.</summary>
internal static class HangfireServer
{
    public const string Name = "hangfire";

    public static async Task ServeAsync(string connection, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHangfire(config => config
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(storage => storage.UseNpgsqlConnection(connection)));
        await using var app = builder.Build();
        app.UseHangfireDashboard("/hangfire", new DashboardOptions { Authorization = [new Anybody()], StatsPollingInterval = 600_000 });
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(cancellation);
        Console.WriteLine(ServerProcess.ListeningMark + app.Urls.First());
        await app.WaitForShutdownAsync(cancellation);
    }

    /// <summary>It listens on loopback only.</summary>
    private sealed class Anybody : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => true;
    }
}
