using System.Text.Json;
using Microsoft.Playwright;

namespace BatchDashboard.Benchmarks.Browser;

/// <summary>What a page sends and receives, as the browser's own tools count it.</summary>
internal sealed class PageTraffic
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cached = new(StringComparer.Ordinal);

    private PageTraffic()
    {
    }

    /// <summary>Style sheets, scripts, icons and fonts that came over the wire.</summary>
    public int Files { get; private set; }

    /// <summary>Bytes of them on the wire, headers included.</summary>
    public long FileBytes { get; private set; }

    /// <summary>Files that the browser had already.</summary>
    public int CachedFiles { get; private set; }

    /// <summary>Bytes of the document on the wire, headers included.</summary>
    public long DocumentBytes { get; private set; }

    /// <summary>Messages of the circuit, both ways.</summary>
    public int Messages { get; private set; }

    /// <summary>Payload of them.</summary>
    public long MessageBytes { get; private set; }

    public static async Task<PageTraffic> WatchAsync(IPage page)
    {
        var traffic = new PageTraffic();
        var tools = await page.Context.NewCDPSessionAsync(page);
        traffic.On(tools, "Network.responseReceived", traffic.SeeResponse);
        traffic.On(tools, "Network.requestServedFromCache", answer => traffic._cached.Add(Text(answer, "requestId")));
        traffic.On(tools, "Network.loadingFinished", traffic.SeeEnd);
        traffic.On(tools, "Network.webSocketFrameReceived", traffic.SeeMessage);
        traffic.On(tools, "Network.webSocketFrameSent", traffic.SeeMessage);
        await tools.SendAsync("Network.enable");
        return traffic;
    }

    public void Reset()
    {
        lock (_gate)
        {
            (Files, FileBytes, CachedFiles, DocumentBytes, Messages, MessageBytes) = (0, 0, 0, 0, 0, 0);
        }
    }

    private void On(ICDPSession tools, string name, Action<JsonElement> see) => tools.Event(name).OnEvent += (_, answer) =>
    {
        if (answer is { } known)
        {
            lock (_gate)
            {
                see(known);
            }
        }
    };

    private void SeeResponse(JsonElement answer)
    {
        var id = Text(answer, "requestId");
        _kinds[id] = Text(answer, "type");
        if (answer.GetProperty("response").TryGetProperty("fromDiskCache", out var fromDisk) && fromDisk.GetBoolean())
        {
            _cached.Add(id);
        }
    }

    private void SeeEnd(JsonElement answer)
    {
        var id = Text(answer, "requestId");
        var bytes = (long)answer.GetProperty("encodedDataLength").GetDouble();
        switch (_kinds.GetValueOrDefault(id))
        {
            case "Document":
                DocumentBytes += bytes;
                break;
            case "Stylesheet" or "Script" or "Image" or "Font" or "Other" when _cached.Contains(id):
                CachedFiles++;
                break;
            case "Stylesheet" or "Script" or "Image" or "Font" or "Other":
                Files++;
                FileBytes += bytes;
                break;
            default:
                break;
        }
    }

    private void SeeMessage(JsonElement answer)
    {
        var frame = answer.GetProperty("response");
        var payload = frame.GetProperty("payloadData").GetString()!;
        Messages++;
        // Binary payloads are shown in base 64.
        MessageBytes += frame.GetProperty("opcode").GetDouble() == 2 ? Convert.FromBase64String(payload).LongLength : payload.Length;
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString() ?? "";
}
