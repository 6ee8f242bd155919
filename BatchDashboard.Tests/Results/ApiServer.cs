using System.Collections.Concurrent;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Tests.Sandbox;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Results;

/// <summary>The sandbox over real HTTP on a free port, with a record of what it was asked and a way to answer instead of it.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Runs before the sandbox; true when it has answered.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    public SandboxFaults Faults => _app.Services.GetRequiredService<SandboxFaults>();

    public string BaseUrl => _app.Services.GetRequiredService<IWicksonEndpoint>().BaseUrl.AbsoluteUri;

    /// <summary>Path and query of the results and media requests so far, without the base.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<ApiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IResultsService>(new IntroducedResults());
        builder.Services.AddSandbox();
        var app = builder.Build();
        var server = new ApiServer(app);
        app.Use(server.RecordAsync);
        app.MapSandbox();
        await app.StartAsync();
        return server;
    }

    public IReadOnlyList<string> ResultsRequests(string batch) =>
        [.. Requests.Where(request => request.Contains($"/{batch}/results", StringComparison.Ordinal))];

    /// <summary>Answers every results request for one batch, or for all when it is empty, with a JSON body made of page and page size.</summary>
    public void Answer(string batch, Func<int, int, string> body) => Intercept = async context =>
    {
        if (!context.Request.Path.Value!.EndsWith($"{batch}/results", StringComparison.Ordinal))
        {
            return false;
        }

        var query = context.Request.Query;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body(
            int.Parse(query["page"]!, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(query["page_size"]!, System.Globalization.CultureInfo.InvariantCulture)));
        return true;
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        _requests.Enqueue(context.Request.Path + context.Request.QueryString);
        if (Intercept is null || !await Intercept(context))
        {
            await next(context);
        }
    }
}
