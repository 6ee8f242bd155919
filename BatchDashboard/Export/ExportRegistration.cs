namespace BatchDashboard.Export;

public static class ExportRegistration
{
    /// <summary>Files of what pages show. Needs <c>AddResults</c>.</summary>
    public static IServiceCollection AddExport(this IServiceCollection services) => services
        .AddSingleton<ExportRuns>()
        .AddSingleton<Download>();
}
