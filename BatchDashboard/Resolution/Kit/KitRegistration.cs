using BatchDashboard.Results;

namespace BatchDashboard.Resolution.Kit;

public static class KitRegistration
{
    public static IServiceCollection AddKit(this IServiceCollection services) => services.AddSingleton<KitEndpoint>().AddSingleton<KitResults>();

    public static IEndpointRouteBuilder MapKit(this IEndpointRouteBuilder endpoints)
    {
        const string Path = "/export/batches/{batchId}/kit";
        endpoints.MapGet(Path + ".zip", (HttpContext context, CancellationToken _) =>
            context.RequestServices.GetRequiredService<KitEndpoint>().AnswerAsync(context));
        endpoints.MapUnknownFormats(Path, "zip");
        return endpoints;
    }
}
