using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BatchDashboard.Following;

/// <summary>
/// Lets a receiver tell a message of this dashboard from anybody else's: <c>t=1764240000,v1=…</c>, the hex HMAC-SHA256, under
/// the webhook's secret, of the time in Unix seconds, a dot and the body.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "X-BatchDashboard-Signature";

    public static string Of(string secret, DateTimeOffset now, string body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }
}
