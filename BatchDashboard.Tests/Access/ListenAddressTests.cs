using BatchDashboard.Tests.Startup;

namespace BatchDashboard.Tests.Access;

/// <summary>Without a sign-in nothing but loopback is listened on, whichever setting asks for it.</summary>
public sealed class ListenAddressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.168.0.7:5080")]
    [InlineData("http://dashboard.example:5080")]
    [InlineData("https://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("http://unix:/tmp/dashboard.sock")]
    public async Task An_address_that_others_could_reach_is_refused_and_named(string urls)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => AppHost.StartAsync(["--urls", urls], Cancellation));
        Assert.Contains(urls.Split(';')[^1], failure.Message, StringComparison.Ordinal);
        Assert.Contains("Access:Mode is Local", failure.Message, StringComparison.Ordinal);
        Assert.Contains("http://localhost:5080", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP_PORTS", "--Urls=", "--http_ports=8080")]
    [InlineData("HTTPS_PORTS", "--Urls=", "--https_ports=8443")]
    [InlineData("Kestrel:Endpoints:Wide:Url", "--Kestrel:Endpoints:Wide:Url=http://0.0.0.0:0")]
    public async Task Every_setting_that_opens_a_port_is_looked_at(string setting, params string[] args)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => AppHost.StartAsync(args, Cancellation));
        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.8.7.6:0")]
    [InlineData("http://127.0.0.1:0;http://127.0.0.2:0")]
    public async Task A_loopback_address_is_taken(string urls)
    {
        var data = Directory.CreateTempSubdirectory("dashboard-");
        try
        {
            await using var app = await AppHost.StartAsync(["--urls", urls, "--http_ports=8080", "--Data:Directory", data.FullName, "--Logging:Console:LogLevel:Default=None"], Cancellation);
            Assert.Equal(urls.Split(';').Length, app.Urls.Count);
        }
        finally
        {
            TestEnvironment.Discard(data);
        }
    }
}
