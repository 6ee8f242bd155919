using System.Net;
using System.Net.Sockets;

namespace BatchDashboard.Following;

/// <summary>Tells addresses of the public internet from all others (IANA's special-purpose address registries).</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. Networks(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
    ];

    // Azure's platform address: public by its number, and the cloud's own by what answers there.
    private static readonly IPAddress CloudPlatform = IPAddress.Parse("168.63.129.16");

    // All that is assigned to the public lies in here; the rest is loopback, unspecified, local, multicast, mapped or NAT64.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    // Of these the first two carry an IPv4 address inside, which a relay would reach.
    private static readonly IPNetwork[] SpecialInGlobal =
        [.. Networks("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !address.Equals(CloudPlatform) && !Array.Exists(Special, network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => Global.Contains(address) && !Array.Exists(SpecialInGlobal, network => network.Contains(address)),
            _ => false,
        };
    }

    private static IEnumerable<IPNetwork> Networks(params string[] texts) => texts.Select(text => IPNetwork.Parse(text));
}
