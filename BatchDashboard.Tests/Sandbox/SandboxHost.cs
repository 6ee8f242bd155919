using System.Text.Json;
using BatchDashboard.Results;
using BatchDashboard.Sandbox;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>The sandbox alone, over real HTTP on a free port.</summary>
public sealed class SandboxHost : IAsyncLifetime
{
    private readonly TimeProvider _time;
    private readonly LogLines _log = new();
    private WebApplication? _app;
    private HttpClient? _client;

    public SandboxHost()
        : this(TimeProvider.System)
    {
    }

    internal SandboxHost(TimeProvider time) => _time = time;

    public IServiceProvider Services => _app!.Services;

    internal IntroducedResults Introduced { get; } = new();

    /// <summary>Sends a key; the base is the sandbox's, so that <c>v1/…</c> is a path.</summary>
    public HttpClient Client => _client!;

    public SandboxFaults Faults => Services.GetRequiredService<SandboxFaults>();

    public SandboxCatalog Catalog => Services.GetRequiredService<SandboxCatalog>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton(_time);
        builder.Services.AddSingleton<IResultsService>(Introduced);
        builder.Services.AddSandbox();
        _app = builder.Build();
        _app.MapSandbox();
        await _app.StartAsync();
        var endpoint = Services.GetRequiredService<IWicksonEndpoint>();
        _client = new HttpClient { BaseAddress = endpoint.BaseUrl };
        _client.DefaultRequestHeaders.Add("X-Api-Key", endpoint.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    internal static async Task<SandboxHost> StartAsync(TimeProvider time)
    {
        var host = new SandboxHost(time);
        await host.InitializeAsync();
        return host;
    }

    /// <summary>Ends when a line of the log has the text.</summary>
    public async Task WaitForLogAsync(string text)
    {
        await foreach (var line in _log.ReadAsync(TestContext.Current.CancellationToken))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            cancellationToken: TestContext.Current.CancellationToken);
        return document.RootElement.Clone();
    }

    public Task<JsonElement> ResultsAsync(string batch, int page = 1, int size = 100) =>
        GetAsync($"v1/batches/{batch}/results?page={page}&page_size={size}");

    /// <summary>All rows of a batch, page by page until one is empty.</summary>
    public async Task<List<JsonElement>> AllRowsAsync(string batch, int size = 1000)
    {
        List<JsonElement> rows = [];
        for (var page = 1; ; page++)
        {
            var arrived = (await ResultsAsync(batch, page, size)).GetProperty("data").GetProperty("job_results");
            if (arrived.GetArrayLength() == 0)
            {
                return rows;
            }

            rows.AddRange(arrived.EnumerateArray());
        }
    }

    public static JsonElement Sample(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name)));
        return document.RootElement.Clone();
    }

    public static void AssertSame(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), $"Expected {expected}\nbut was {actual}");
}
