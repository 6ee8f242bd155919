using System.Net;

namespace BatchDashboard.Following;

/// <summary>Reads the address of a webhook. What is wrong with it is said without repeating it: it can be a secret.</summary>
public static class WebhookUrl
{
    public const int Longest = 2000;

    /// <summary>The address, or why it is none.</summary>
    public static (Uri? Url, string? Complaint) Read(string text, bool allowPrivate)
    {
        if (text.Length > Longest)
        {
            return (null, $"The address is longer than {Longest:N0} characters.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.Host.Length == 0)
        {
            return (null, "This is no address of a webhook: it begins with https:// or http:// and names a host.");
        }

        if (url.UserInfo.Length > 0)
        {
            return (null, "Take the user name and password out of the address; a receiver checks the signature instead.");
        }

        return !allowPrivate && IsPrivate(url)
            ? (null, "This is an address of this machine or of a private network, and nothing is sent there. Following:AllowPrivateAddresses in the settings would allow it.")
            : (url, null);
    }

    /// <summary>Scheme, host and port: what may be shown of an address.</summary>
    public static string Target(Uri url) => url.GetLeftPart(UriPartial.Authority);

    // Only what can be told without asking anybody; the connection itself is checked when a message is sent.
    private static bool IsPrivate(Uri url) =>
        url.IsLoopback
        || ("." + url.IdnHost.TrimEnd('.')).EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address));
}
