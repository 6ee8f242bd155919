namespace BatchDashboard.Import;

public static class ImportRegistration
{
    /// <summary>Import of saved results. Needs the cache and <c>AddSync</c>.</summary>
    public static IServiceCollection AddImport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportOptions>()
            .Bind(configuration.GetSection(ImportOptions.Section))
            .Validate(options => options.MaxBytes is > 0 and <= int.MaxValue, "Import:MaxBytes has to be between 1 and 2147483647.")
            .ValidateOnStart();
        return services.AddSingleton<ResultsImport>();
    }
}
