using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Target">Path and query, with their escapes.</param>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string? ApiKey => Headers.GetValueOrDefault("X-Api-Key");
}

/// <summary>
/// A real HTTP server on a free loopback port that gives the queued answers in order, and after them whatever
/// <see cref="Otherwise"/> says (a 404 if nothing was said).
/// </summary>
public sealed class FakeWickson : IAsyncDisposable
{
    public const string ApiKey = "wk-secret/key+1234567890";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeAnswer> _answers = new();
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ServiceProvider> _providers = [];

    private FakeWickson(WebApplication app) => _app = app;

    /// <summary>Ends with a slash, and has a path prefix as a gateway may add one.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    /// <summary>Answers when the queue is empty, by request.</summary>
    public Func<SeenRequest, FakeAnswer> Otherwise { get; set; } = _ => FakeAnswer.Error(404, "not_found", "Nothing here");

    public static async Task<FakeWickson> StartAsync(params FakeAnswer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeWickson(app).Then(answers);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        fake.BaseUrl = new Uri(app.Urls.Single() + "/prefix/");
        return fake;
    }

    /// <summary>A loopback address that nobody listens at.</summary>
    public static Uri UnusedAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
    }

    /// <summary>Queues answers.</summary>
    public FakeWickson Then(params FakeAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    /// <summary>The settings that point the app at this server; retries do not wait.</summary>
    public Dictionary<string, string?> Settings() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Wickson:BaseUrl"] = BaseUrl.AbsoluteUri,
        ["Wickson:ApiKey"] = ApiKey,
        ["Wickson:RetryDelay"] = "00:00:00",
    };

    /// <summary>A client of this server, wired as the app wires it.</summary>
    public WicksonClient Client(
        IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var all = Settings();
        foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            all[key] = value;
        }

        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddWickson(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        var provider = collection.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<WicksonClient>();
    }

    /// <summary>The budget that the newest client spends from.</summary>
    public RequestBudget Budget => _providers[^1].GetRequiredService<RequestBudget>();

    public async ValueTask DisposeAsync()
    {
        // Hanging answers end first, or the server would wait for them.
        await _stopping.CancelAsync();
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var seen = new SeenRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _requests.Enqueue(seen);
        var answer = _answers.TryDequeue(out var queued) ? queued : Otherwise(seen);
        if (answer.Fault == Fault.ResetAtOnce)
        {
            context.Abort();
            return;
        }

        if (answer.Fault == Fault.Hang)
        {
            await HangAsync(context);
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!answer.Chunked && answer.Status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentLength = answer.Body.Length;
        }

        await WriteBodyAsync(context, answer);
    }

    private async Task WriteBodyAsync(HttpContext context, FakeAnswer answer)
    {
        if (answer.Fault is Fault.None)
        {
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
            return;
        }

        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        switch (answer.Fault)
        {
            case Fault.HangInBody:
                await HangAsync(context);
                break;
            case Fault.ResetInBody:
                context.Abort();
                break;
            default:
                // The server closes the connection when a handler fails after the headers.
                throw new InvalidOperationException("Cut off on purpose.");
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        var ended = new TaskCompletionSource();
        await using var gone = context.RequestAborted.Register(() => ended.TrySetResult());
        await using var stopped = _stopping.Token.Register(() => ended.TrySetResult());
        await ended.Task;
        context.Abort();
    }
}
