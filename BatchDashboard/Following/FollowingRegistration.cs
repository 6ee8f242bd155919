using BatchDashboard.Results;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Following;

/// <summary>Whether anything may leave this machine: not in the cache mode.</summary>
public sealed record FollowingMode(bool SendsMessages);

public static class FollowingRegistration
{
    /// <summary>Rules, the watch over them, and the messages. Needs the cache, the copies and, in the live modes, the API client.</summary>
    public static IServiceCollection AddFollowing(this IServiceCollection services, IConfiguration configuration, SourceMode mode)
    {
        services.AddOptions<FollowingOptions>().Bind(configuration.GetSection(FollowingOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FollowingOptions>, FollowingOptionsValidator>();
        services.AddSingleton(new FollowingMode(mode != SourceMode.Cache));
        services.AddSingleton<FollowStore>();
        services.AddSingleton<FollowFeed>();
        services.AddSingleton<GuardedConnections>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<WebhookDispatch>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<FollowWatch>();
        services.AddSingleton<FollowRules>();
        services.AddSingleton<FollowEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<FollowWatch>());
        return mode == SourceMode.Cache ? services : services.AddHostedService(provider => provider.GetRequiredService<WebhookDispatch>());
    }
}
