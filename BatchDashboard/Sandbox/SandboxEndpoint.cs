using System.Net;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BatchDashboard.Sandbox;

/// <summary>
/// The sandbox as the client sees it: this process's own first http address. Asked for lazily, because the port is known
/// only after the server has started.
/// </summary>
public sealed class SandboxEndpoint(IServer server) : IWicksonEndpoint
{
    private Uri? _baseUrl;

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The server has not started, or has no http address.</exception>
    public Uri BaseUrl => _baseUrl ??= Find(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        ?? throw new InvalidOperationException(
            "The sandbox can be asked only after the start, and only with an http address among those that the app listens on.");

    /// <inheritdoc />
    public string ApiKey => "any";

    /// <summary>The first http address on the loopback, else the first that listens on all addresses, as a loopback one.</summary>
    internal static Uri? Find(IEnumerable<string> addresses)
    {
        var found = addresses.Select(Parse).OfType<BindingAddress>().ToArray();
        return (found.FirstOrDefault(address => IsLoopback(address.Host)) ?? found.FirstOrDefault(address => IsAny(address.Host))) is { } address
            ? new Uri($"http://{(IsAny(address.Host) ? "127.0.0.1" : address.Host)}:{address.Port}{address.PathBase}/sandbox/")
            : null;
    }

    private static BindingAddress? Parse(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.Scheme == Uri.UriSchemeHttp && !parsed.IsUnixPipe && !parsed.IsNamedPipe ? parsed : null;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsAny(string host) =>
        host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
}
