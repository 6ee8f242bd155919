using BatchDashboard.Sandbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace BatchDashboard.Tests.Sandbox;

public sealed class SandboxEndpointTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/sandbox/")]
    [InlineData("http://localhost:5080", "http://localhost:5080/sandbox/")]
    [InlineData("http://[::1]:5080", "http://[::1]:5080/sandbox/")]
    [InlineData("http://[::]:8080", "http://127.0.0.1:8080/sandbox/")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080/sandbox/")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/sandbox/")]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/sandbox/")]
    [InlineData("https://localhost:5443;http://192.0.2.7:80;http://0.0.0.0:81;http://localhost:5080", "http://localhost:5080/sandbox/")]
    public void The_client_is_sent_to_the_apps_own_loopback_address(string addresses, string expected) =>
        Assert.Equal(new Uri(expected), new SandboxEndpoint(new ListeningServer(addresses.Split(';'))).BaseUrl);

    [Theory]
    [InlineData("")]
    [InlineData("https://localhost:5443")]
    [InlineData("http://192.0.2.7:80")]
    public void An_app_without_such_an_address_says_so(string addresses)
    {
        var endpoint = new SandboxEndpoint(new ListeningServer(addresses.Split(';', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("http address", Assert.Throws<InvalidOperationException>(() => endpoint.BaseUrl).Message, StringComparison.Ordinal);
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(string[] addresses)
        {
            var feature = new Addresses();
            foreach (var address in addresses)
            {
                feature.List.Add(address);
            }

            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void Dispose()
        {
        }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Addresses : IServerAddressesFeature
    {
        public List<string> List { get; } = [];

        ICollection<string> IServerAddressesFeature.Addresses => List;

        public bool PreferHostingUrls { get; set; }
    }
}
