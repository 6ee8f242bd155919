namespace BatchDashboard.Access;

/// <summary>One address that the server was told to listen on, and the setting that told it.</summary>
internal sealed record ListenAddress(string Setting, string Url)
{
    private const int MaxPort = 65535;

    private BindingAddress? Address { get; } = Parse(Url);

    /// <summary>Why nothing can listen on it; null when something can.</summary>
    public string? Fault => Address switch
    {
        null => "which is not a URL",
        { Scheme: not ("http" or "https") } => "which is neither http:// nor https://",
        { IsUnixPipe: true } or { IsNamedPipe: true } => null,
        { Port: < 0 or > MaxPort } => PortFault,
        { Host: var host } when host.LastIndexOf(':') > host.LastIndexOf(']') => PortFault,
        { PathBase.Length: > 0 } => "which has a path",
        { Port: 0, Host: var host } when host.Equals("localhost", StringComparison.OrdinalIgnoreCase) => "which leaves the port open, as only 127.0.0.1 and [::1] can",
        _ => null,
    };

    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLoopback => LoopbackHost.Matches(Address?.Host);

    private static string PortFault => FormattableString.Invariant($"whose port is not a number from 0 to {MaxPort}");

    /// <summary>
    /// Everything that Kestrel takes addresses from. Ports alone mean every network interface; they count only when no
    /// URL is set, as for Kestrel itself (container images set them for all programs).
    /// </summary>
    public static IEnumerable<ListenAddress> In(IConfiguration config)
    {
        var urls = Split(config[WebHostDefaults.ServerUrlsKey]).ToList();
        foreach (var url in urls)
        {
            yield return new("Urls", url);
        }

        foreach (var endpoint in config.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } url)
            {
                yield return new($"{endpoint.Path}:Url", url);
            }
        }

        if (urls.Count == 0)
        {
            foreach (var (key, scheme) in new[] { (WebHostDefaults.HttpPortsKey, "http"), (WebHostDefaults.HttpsPortsKey, "https") })
            {
                foreach (var port in Split(config[key]))
                {
                    yield return new(key.ToUpperInvariant(), $"{scheme}://*:{port}");
                }
            }
        }
    }

    private static BindingAddress? Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
