namespace BatchDashboard.Resolution.Kit;

public static class KitRegistration
{
    public static IServiceCollection AddKit(this IServiceCollection services) => services.AddSingleton<KitEndpoint>().AddSingleton<KitResults>();

    public static IEndpointRouteBuilder MapKit(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/export/batches/{batchId}/kit.zip", (HttpContext context, CancellationToken _) =>
            context.RequestServices.GetRequiredService<KitEndpoint>().AnswerAsync(context));
        return endpoints;
    }
}
