namespace BatchDashboard.Access;

/// <summary>One address that the server was told to listen on, and the setting that told it.</summary>
internal sealed record ListenAddress(string Setting, string Url)
{
    private string? Host { get; } = HostOf(Url);

    public bool IsUrl => Host is not null;

    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLoopback => LoopbackHost.Matches(Host);

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

    private static string? HostOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Host;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
