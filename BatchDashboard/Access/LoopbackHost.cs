using System.Net;

namespace BatchDashboard.Access;

/// <summary>The names and addresses of this very machine: nobody else's name can be made to mean them.</summary>
internal static class LoopbackHost
{
    /// <param name="host">A host without its port; an IPv6 address with or without brackets.</param>
    public static bool Matches(string? host) =>
        !string.IsNullOrEmpty(host)
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));
}
