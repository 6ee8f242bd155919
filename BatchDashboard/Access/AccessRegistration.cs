using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Access;

public static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration config)
    {
        services.AddOptions<AccessOptions>().Bind(config.GetSection(AccessOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>>(new AccessValidator(config));
        services.AddSingleton<IValidateOptions<AccessOptions>>(provider => new CertificateValidator(
            config, provider.GetRequiredService<IHostEnvironment>(), TimeProvider.System));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // A search or a list of filters may be long; beyond the server's own limit there is no page, only a status.
            kestrel.Limits.MaxRequestLineSize = 65_536;
        });
        services.AddAntiforgery();
        return services;
    }

    /// <summary>First in the pipeline: what is refused reaches nothing else, and nothing is answered without the headers.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseSecurityHeaders(ResponseHeaders.Policy);
        app.UseMiddleware<RequestGuard>();
    }
}
