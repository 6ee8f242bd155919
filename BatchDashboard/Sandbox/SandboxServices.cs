using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatchDashboard.Sandbox;

/// <summary>Registers and maps the embedded Wickson API.</summary>
public static class SandboxServices
{
    /// <summary>The sandbox, where the settings ask for it.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services, bool isWanted) => isWanted ? services.AddSandbox() : services;

    /// <inheritdoc cref="AddSandbox(IServiceCollection, bool)" />
    public static IEndpointRouteBuilder MapSandbox(this IEndpointRouteBuilder endpoints, bool isWanted) => isWanted ? endpoints.MapSandbox() : endpoints;

    /// <summary>Makes the sandbox the API that the client asks. Call it after the client's own registrations: it replaces its endpoint.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SandboxCatalog>();
        services.AddSingleton<SandboxFaults>();
        services.AddSingleton<SandboxUploads>();
        services.AddSingleton<RateWindow>();
        services.AddSingleton<SandboxGate>();
        services.AddSingleton<BatchEndpoints>();
        services.AddSingleton<UploadEndpoint>();
        services.AddSingleton<MediaEndpoints>();
        services.AddSingleton<ServiceStatusEndpoint>();
        services.Replace(ServiceDescriptor.Singleton<IWicksonEndpoint, SandboxEndpoint>());
        services.AddHostedService<SandboxIntroduction>();
        return services;
    }

    /// <summary>Serves the API under <c>/sandbox/v1</c>, with any non-empty key.</summary>
    public static IEndpointRouteBuilder MapSandbox(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        // The catalog's running batches begin with the process, not with the first question about them.
        var gate = services.GetRequiredService<SandboxGate>();
        var batches = services.GetRequiredService<BatchEndpoints>();
        var uploads = services.GetRequiredService<UploadEndpoint>();
        var media = services.GetRequiredService<MediaEndpoints>();
        var status = services.GetRequiredService<ServiceStatusEndpoint>();

        var api = endpoints.MapGroup("/sandbox/v1").AllowAnonymous().DisableAntiforgery();
        Map(HttpMethods.Get, "/batches/{batchId}/results", "get_batch_results", "retrieve batch results", batches.ResultsAsync);
        Map(HttpMethods.Get, "/batches/{batchId}", "get_batch_status", "retrieve batch status", batches.StatusAsync);
        Map(HttpMethods.Post, "/batches", "create_batch", "create batch", uploads.CreateAsync);
        Map(HttpMethods.Put, "/batches/{batchId}/state", "update_batch_state", "update batch state", batches.StateAsync);
        Map(HttpMethods.Get, "/media", "list_media", "list media items", media.ListAsync);
        Map(HttpMethods.Get, "/media/{mediaId}", "get_media", "retrieve media item", media.ItemAsync);
        Map(HttpMethods.Get, "/status", "get_status", "retrieve service status", status.StatusAsync);
        api.Map("/{**path}", context => gate.PassAsync(context, NoSuchEndpoint));
        return endpoints;

        void Map(string method, string pattern, string operation, string what, Func<HttpContext, Task> answer) =>
            api.MapMethods(pattern, [method], context => gate.PassAsync(context, answer))
                .WithMetadata(new SandboxOperation(operation, what));
    }

    private static Task NoSuchEndpoint(HttpContext context) =>
        ErrorAnswers.NotFound(context, $"Endpoint {context.Request.Method} {context.Request.Path}");
}
