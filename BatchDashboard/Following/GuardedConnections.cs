using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>A name resolved to an address that nothing is sent to.</summary>
public sealed class PrivateAddressException() : IOException("The receiver is on this machine or in a private network.");

/// <summary>
/// Connections to webhooks. The check stands where the connection is made, on the addresses that it is made to: a name
/// that means another machine by then does not get past it, nor does a proxy.
/// </summary>
public sealed class GuardedConnections : IDisposable
{
    private readonly bool _allowsPrivate;
    private readonly HttpMessageInvoker _invoker;

    public GuardedConnections(IOptions<FollowingOptions> options)
    {
        _allowsPrivate = options.Value.AllowPrivateAddresses;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            // Traces would carry the address.
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        });
    }

    /// <summary>Returns with the head of the answer.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _invoker.SendAsync(request, cancellation);

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);

        // One private address among public ones is reason enough: which of them would answer is a matter of luck.
        if (!_allowsPrivate && Array.Exists(addresses, address => !PublicAddress.Is(address)))
        {
            throw new PrivateAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
