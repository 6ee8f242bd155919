using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Benchmarks.Circuits;

/// <summary>
/// A page that is open in a browser, as far as the server can tell: it fetches the prerendered page, starts a circuit for
/// the components that the page names, confirms every render batch, and answers every call of JavaScript. What a browser
/// would do with the batches it does not do, so that hundreds of pages fit beside the server that is measured.
/// </summary>
internal sealed partial class OpenPage : IAsyncDisposable
{
    private const int ObjectReference = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _interactive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _batches;
    private long _bytes;

    private OpenPage(Uri server)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "_blazor"), options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
        });
        builder.Services.AddSingleton<IHubProtocol>(new BlazorPackProtocol());
        _connection = builder.Build();
        _connection.On<long, byte[]>("JS.RenderBatch", ConfirmAsync);
        _connection.On<long, string, string?, int, long, int>("JS.BeginInvokeJS", AnswerAsync);
        _connection.On<string>("JS.Error", error => _interactive.TrySetException(new InvalidOperationException($"The circuit failed: {error}")));
        _connection.On<int>("JS.EndUpdateRootComponents", _ => { });
        _connection.On<int, string>("JS.AttachComponent", (_, _) => { });
        _connection.On<string>("JS.EndInvokeDotNet", _ => { });
        _connection.Closed += failure =>
        {
            _interactive.TrySetException(failure ?? new InvalidOperationException("The server closed the circuit."));
            return Task.CompletedTask;
        };
    }

    /// <summary>Render batches that came.</summary>
    public int Batches => Volatile.Read(ref _batches);

    /// <summary>Their size.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsConnected => _connection.State == HubConnectionState.Connected;

    /// <summary>Opens a page and waits until it would answer to clicks.</summary>
    public static async Task<OpenPage> OpenAsync(HttpClient http, string path, CancellationToken cancellation)
    {
        var html = await http.GetStringAsync(path, cancellation);
        var page = new OpenPage(http.BaseAddress!);
        try
        {
            await page._connection.StartAsync(cancellation);
            var at = new Uri(http.BaseAddress!, path).ToString();
            var circuit = await page._connection.InvokeAsync<string?>("StartCircuit", http.BaseAddress!.ToString(), at, "[]", "", cancellation);
            if (circuit is null)
            {
                throw new InvalidOperationException("The server started no circuit.");
            }

            await page._connection.SendAsync("UpdateRootComponents", Roots(html), State().Match(html).Groups["state"].Value, cancellation);
            await page._interactive.Task.WaitAsync(Patience, cancellation);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string Roots(string html)
    {
        var operations = new JsonArray();
        foreach (Match marker in Marker().Matches(html))
        {
            operations.Add(new JsonObject
            {
                ["type"] = "add",
                ["ssrComponentId"] = operations.Count + 1,
                ["marker"] = JsonNode.Parse(marker.Groups["marker"].Value),
            });
        }

        return operations.Count > 0
            ? new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString()
            : throw new InvalidOperationException("The page names no components.");
    }

    private Task ConfirmAsync(long batch, byte[] content)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _bytes, content.Length);
        return _connection.SendAsync("OnRenderCompleted", batch, null);
    }

    private async Task AnswerAsync(long call, string function, string? arguments, int resultType, long target, int callType)
    {
        if (call != 0)
        {
            var result = resultType == ObjectReference ? "{\"__jsObjectId\":1}" : function == "start" ? "\"Europe/Berlin\"" : "null";
            await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, string.Create(CultureInfo.InvariantCulture, $"[{call},true,{result}]"));
        }

        // The page's own script says so to the document element.
        if (function == "start")
        {
            _interactive.TrySetResult();
        }
    }

    [GeneratedRegex("<!--Blazor:(?<marker>\\{\"type\":\"server\".*?\\})-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>.*?)-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex State();
}
