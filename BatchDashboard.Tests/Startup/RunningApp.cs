using System.Net;
using Microsoft.AspNetCore.Builder;

namespace BatchDashboard.Tests.Startup;

/// <summary>The real app on a free loopback port, with a data directory of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private RunningApp(WebApplication app, DirectoryInfo data)
    {
        _app = app;
        _data = data;
        Url = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Url };
    }

    public Uri Url { get; }

    public HttpClient Client { get; }

    /// <param name="cancellation">Of the test.</param>
    /// <param name="extend">Adds endpoints that the app itself does not have.</param>
    public static async Task<RunningApp> StartAsync(CancellationToken cancellation, Action<WebApplication>? extend = null)
    {
        var data = Directory.CreateTempSubdirectory("dashboard-");
        var app = Program.Build(["--urls", "http://127.0.0.1:0", "--Data:Directory", data.FullName, "--Logging:Console:LogLevel:Default=None"]);
        extend?.Invoke(app);
        await Program.StartAsync(app, cancellation);
        return new RunningApp(app, data);
    }

    /// <summary>One request with headers as they are written, e.g. a Host that is not this one's.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version11 };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await Client.SendAsync(request, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
