using System.Net;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A part of a form as it arrived.</summary>
/// <param name="Disposition">The header as it stood on the wire.</param>
public sealed record SeenPart(string Disposition, byte[] Bytes)
{
    /// <summary>The file name as a browser's form decodes; null for a plain field.</summary>
    public string? FileName => Disposition.Split("filename=\"", 2) is [_, var rest]
        ? rest[..rest.LastIndexOf('"')].Replace("%22", "\"", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal).Replace("%0A", "\n", StringComparison.Ordinal)
        : null;
}

/// <summary>A server for uploads, whose answer is whatever the test does with the request.</summary>
public sealed class UploadServer : IAsyncDisposable
{
    public const string Created = """{"success":true,"data":{"batch_id":"batch-new"}}""";

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ServiceProvider> _providers = [];
    private int _requests;

    private UploadServer(WebApplication app) => _app = app;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Ends with the test, for answers that never come.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public RequestBudget Budget => _providers[^1].GetRequiredService<RequestBudget>();

    public static async Task<UploadServer> StartAsync(Func<UploadServer, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        var server = new UploadServer(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return answer(server, context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A client wired as the app wires it.</summary>
    public WicksonClient Client(TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        if (time is not null)
        {
            services.AddSingleton(time);
        }

        services.AddWickson(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Wickson:BaseUrl"] = _app.Urls.Single() + "/prefix/",
            ["Wickson:ApiKey"] = FakeWickson.ApiKey,
        }).Build());
        _providers.Add(services.BuildServiceProvider());
        return _providers[^1].GetRequiredService<WicksonClient>();
    }

    /// <summary>The whole form.</summary>
    public static async Task<List<SeenPart>> ReadAsync(HttpContext context)
    {
        var boundary = context.Request.ContentType!.Split("boundary=")[1];
        var reader = new MultipartReader(boundary, context.Request.Body);
        List<SeenPart> parts = [];
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes, context.RequestAborted);
            parts.Add(new SeenPart(section.ContentDisposition!, bytes.ToArray()));
        }

        return parts;
    }

    public static async Task AnswerAsync(HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
