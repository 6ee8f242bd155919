using System.Net;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Data;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Startup;

/// <summary>The real app on a free loopback port, with a data directory of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dashboard-");
    private readonly string[] _arguments;
    private readonly Action<WebApplication>? _extend;
    private WebApplication? _app;

    private RunningApp(string[] arguments, Action<WebApplication>? extend)
    {
        _arguments = arguments;
        _extend = extend;
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    public HttpClient Client { get; private set; } = default!;

    /// <summary>Its data directory.</summary>
    public string Folder => _data.FullName;

    /// <summary>The services of the app that runs now.</summary>
    public IServiceProvider Services => (_app ?? throw new InvalidOperationException("The app is stopped.")).Services;

    /// <param name="cancellation">Of the test.</param>
    /// <param name="extend">Adds endpoints that the app itself does not have.</param>
    /// <param name="arguments">Settings, as on the command line.</param>
    public static async Task<RunningApp> StartAsync(
        CancellationToken cancellation, Action<WebApplication>? extend = null, string[]? arguments = null)
    {
        var running = new RunningApp(arguments ?? [], extend);
        await running.StartAsync(cancellation);
        running.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = running.Url };
        return running;
    }

    /// <summary>A page once it shows its data: on a busy machine the first HTML may be only its skeleton.</summary>
    public async Task<(HttpStatusCode Status, string Html)> PageAsync(string path, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await LoadAsync(path, ended.Token).InTimeAsync($"the data of {path}");
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    /// <summary>Downloads all jobs of a batch.</summary>
    public async Task CopyAsync(BatchId batch, CancellationToken cancellation)
    {
        Assert.Null(await Services.GetRequiredService<IResultsService>().CopyAsync(batch, cancellation));
        await Services.GetRequiredService<BatchSync>().EndAsync(batch).InTimeAsync($"the download of {batch}");
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

    /// <summary>Ends the app; its data stays, and so does its port for <see cref="RestartAsync"/>.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellation);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Starts the app again, on the same port and data.</summary>
    public Task RestartAsync(CancellationToken cancellation) => StartAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await StopAsync(CancellationToken.None);
        TestDatabase.Discard(_data.FullName);
        TestEnvironment.Discard(_data);
    }

    private IEnumerable<string> Database => TestDatabase.Settings(_data.FullName).Select(setting => $"--{setting.Key}={setting.Value}");

    private async Task<(HttpStatusCode Status, string Html)> LoadAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            using var answer = await Client.GetAsync(path, cancellation);
            var html = await answer.Content.ReadAsStringAsync(cancellation);
            if (!html.Contains("mud-skeleton", StringComparison.Ordinal))
            {
                return (answer.StatusCode, html);
            }
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        _app = Program.Build(
            ["--urls", $"http://127.0.0.1:{Url.Port}", "--Data:Directory", _data.FullName, "--Logging:Console:LogLevel:Default=None", .. Database, .. _arguments]);
        _extend?.Invoke(_app);
        await AppHost.StartAsync(_app, cancellation);
        Url = new Uri(_app.Urls.Single());
    }
}
