using System.Collections.Concurrent;
using System.Threading.Channels;
using BatchDashboard.Following;
using BatchDashboard.Tests.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Following;

/// <summary>A receiver of webhooks on a free loopback port: keeps what comes, and answers as a test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Channel<Received> _arrived = Channel.CreateUnbounded<Received>();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Answers the nth request, counted from 1.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>An address with a secret in its path, as receivers give them out.</summary>
    public string Url => $"{_app.Urls.Single()}/hooks/T0SECRETPATH";

    public int Port => new Uri(Url).Port;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next request that has not been awaited yet.</summary>
    public Task<Received> NextAsync() =>
        _arrived.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().InTimeAsync("a message to the webhook");

    /// <summary>Never answers, until the sender hangs up.</summary>
    public static async Task NeverAsync(HttpContext context, int number) =>
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var received = new Received(
            context.Request.Path, body, context.Request.Headers[WebhookSender.DeliveryHeader].ToString(), context.Request.Headers[WebhookSignature.Header].ToString());
        _received.Enqueue(received);
        var number = _received.Count;
        _arrived.Writer.TryWrite(received);
        await Answer(context, number);
    }
}

internal sealed record Received(string Path, string Body, string Delivery, string Signature);
