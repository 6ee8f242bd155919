using Microsoft.Extensions.Options;

namespace BatchDashboard.Wickson;

/// <summary>The API that <c>Wickson:BaseUrl</c> and <c>Wickson:ApiKey</c> name.</summary>
public sealed class ConfiguredEndpoint(IOptions<WicksonOptions> options) : IWicksonEndpoint
{
    public Uri BaseUrl { get; } = WithSlash(options.Value.BaseUrl);

    public string ApiKey { get; } = options.Value.ApiKey;

    // Without the slash, the last segment of a path prefix would be replaced by what is appended.
    private static Uri WithSlash(string url) => new(url.Trim().TrimEnd('/') + '/', UriKind.Absolute);
}
