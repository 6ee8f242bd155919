namespace BatchDashboard.Export;

public static class ExportRegistration
{
    /// <summary>Import of saved results, and exports. Needs the cache, <c>AddSync</c> and <c>AddResults</c>.</summary>
    public static IServiceCollection AddExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>()
            .Bind(configuration.GetSection(ImportOptions.Section))
            .Validate(options => options.MaxBytes is > 0 and <= int.MaxValue, "Import:MaxBytes has to be between 1 and 2147483647.")
            .ValidateOnStart();
        services.AddSingleton<ResultsImport>();
        services.AddSingleton<JobsExports>();
        services.AddSingleton<ExportRuns>();
        services.AddSingleton<Download>();
        return services;
    }
}
