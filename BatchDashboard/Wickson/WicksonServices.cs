using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Wickson;

/// <summary>Registers the API client.</summary>
public static class WicksonServices
{
    /// <summary>
    /// Adds <see cref="WicksonClient"/>, its settings from the section <c>Wickson</c>, checked at the start, and the
    /// configured endpoint unless another <see cref="IWicksonEndpoint"/> is registered.
    /// </summary>
    public static IServiceCollection AddWickson(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(WicksonOptions.Section);
        services.AddOptions<WicksonOptions>()
            .Configure(options => WicksonOptionsRules.Read(section, options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WicksonOptions>, WicksonOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWicksonEndpoint, ConfiguredEndpoint>();
        services.TryAddSingleton<RequestBudget>();
        var client = services.AddHttpClient<WicksonClient>(ConfigureClient)
            .UseSocketsHttpHandler((handler, _) => ConfigureConnections(handler))
            // Connections are renewed by the handler below, so that a singleton may keep its client for ever.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(static _ => true);
        client.AddResilienceHandler("wickson", static (pipeline, context) => WicksonRetries.Build(
            pipeline,
            context.ServiceProvider.GetRequiredService<IOptions<WicksonOptions>>().Value,
            context.ServiceProvider.GetRequiredService<TimeProvider>()));

        // After the retries, so below them.
        client.AddHttpMessageHandler(static provider => ActivatorUtilities.CreateInstance<BudgetHandler>(provider));

        // No retries: a second upload would be a second batch, and paid again.
        services.AddHttpClient<BatchUpload>(ConfigureClient)
            .UseSocketsHttpHandler((handler, _) => ConfigureConnections(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(static _ => true)
            .AddHttpMessageHandler(static provider => ActivatorUtilities.CreateInstance<BudgetHandler>(provider));
        return services;
    }

    private static void ConfigureClient(HttpClient client)
    {
        // The resilience pipeline has the time-outs, and an upload its own.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("BatchDashboard");
    }

    private static void ConfigureConnections(SocketsHttpHandler handler)
    {
        // The key would follow a redirect to whatever host it names.
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli | DecompressionMethods.Deflate;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.Proxy = new DirectLoopback(HttpClient.DefaultProxy);
    }

    /// <summary>The machine's proxy, but never for this machine itself: the sandbox is not reachable through it.</summary>
    private sealed class DirectLoopback(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
