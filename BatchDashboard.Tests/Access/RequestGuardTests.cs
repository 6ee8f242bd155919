using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using BatchDashboard.Tests.Startup;
using Microsoft.AspNetCore.Builder;

namespace BatchDashboard.Tests.Access;

public sealed class RequestGuardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("rebound.example:5080")]
    [InlineData("127.0.0.1.rebound.example")]
    [InlineData("localhost.rebound.example:80")]
    [InlineData("192.168.0.7:5080")]
    [InlineData("0.0.0.0")]
    [InlineData("[2001:db8::1]:5080")]
    [InlineData("notlocalhost")]
    public async Task A_host_name_that_is_not_of_this_machine_is_refused_in_words(string host)
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var answer = await app.SendAsync(HttpMethod.Get, "/css/app.css", Cancellation, ("Host", host));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("http://localhost", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_with_an_impossible_port_is_refused_in_words()
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var connection = new TcpClient();
        await connection.ConnectAsync(app.Url.Host, app.Url.Port, Cancellation);
        await using var stream = connection.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1:99999\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);

        var answer = await reader.ReadToEndAsync(Cancellation);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("http://localhost", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5080")]
    [InlineData("dashboard.localhost:80")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.9.8.7")]
    [InlineData("[::1]:5080")]
    public async Task A_loopback_name_is_answered(string host)
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var answer = await app.SendAsync(HttpMethod.Get, "/health/live", Cancellation, ("Host", host));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "https://{host}")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_origin_can_change_nothing(string header, string value)
    {
        var changed = false;
        await using var app = await RunningApp.StartAsync(Cancellation, web => web.MapPost("/change", () => changed = true));
        var forged = value.Replace("{host}", app.Url.Authority, StringComparison.Ordinal);
        using var answer = await app.SendAsync(HttpMethod.Post, "/change", Cancellation, (header, forged));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(changed);
    }

    [Theory]
    [InlineData("Origin", "http://{host}")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("User-Agent", "a script")]
    public async Task The_own_page_and_a_script_can(string header, string value)
    {
        await using var app = await RunningApp.StartAsync(Cancellation, web => web.MapPost("/change", () => "done"));
        using var answer = await app.SendAsync(
            HttpMethod.Post, "/change", Cancellation, (header, value.Replace("{host}", app.Url.Authority, StringComparison.Ordinal)));
        Assert.Equal("done", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "rebound.example", HttpStatusCode.BadRequest)]
    public async Task A_web_socket_of_another_site_is_not_opened(string header, string value, HttpStatusCode status)
    {
        await using var app = await RunningApp.StartAsync(Cancellation, web => web.MapGet("/socket", () => "reached"));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(header, value);
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(app.Url) { Scheme = "ws", Path = "/socket" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, Cancellation));
        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_circuit_is_not_negotiated_for_another_site()
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var answer = await app.SendAsync(HttpMethod.Get, "/_blazor?id=x", Cancellation, ("Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_link_from_another_site_still_opens_a_page()
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var answer = await app.SendAsync(HttpMethod.Get, "/health/live", Cancellation, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
