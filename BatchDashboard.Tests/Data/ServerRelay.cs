using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BatchDashboard.Tests.Data;

/// <summary>A way to the PostgreSQL server that a test can close: what goes through it breaks, and nothing new gets through.</summary>
internal sealed class ServerRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private bool _isOpen = true;

    public ServerRelay()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The setting of an app whose data is in the directory.</summary>
    public string ConnectionString(string directory) => new NpgsqlConnectionStringBuilder(
        TestDatabase.Settings(directory).Single(setting => setting.Key == "Database:ConnectionString").Value)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    public void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }
    }

    public void Dispose()
    {
        Close();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = PassAsync(await _listener.AcceptSocketAsync());
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var app = new NetworkStream(client, ownsSocket: true);
        using var connection = new NetworkStream(await ConnectAsync(), ownsSocket: true);
        lock (_gate)
        {
            if (!_isOpen)
            {
                return;
            }

            _sockets.UnionWith([client, connection.Socket]);
        }

        await Task.WhenAny(app.CopyToAsync(connection), connection.CopyToAsync(app));
    }

    private static async Task<Socket> ConnectAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(TestDatabase.Server);
        if (!server.Host!.StartsWith('/'))
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Host, server.Port);
            return socket;
        }

        var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await local.ConnectAsync(new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}"));
        return local;
    }
}
