using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Access;

/// <summary>
/// Refuses certificate files that cannot be served. Kestrel's own message about an unreadable file does not name the setting,
/// and Kestrel serves an expired certificate, which browsers refuse.
/// </summary>
internal sealed class CertificateValidator(IConfiguration config, IHostEnvironment host, TimeProvider time) : IValidateOptions<AccessOptions>
{
    private const string PathKey = "Path";

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        // Everything under Kestrel that has a path is a certificate: the default one, an endpoint's, or a host name's.
        var wrong = config.GetSection("Kestrel").AsEnumerable()
            .Where(setting => ConfigurationPath.GetSectionKey(setting.Key).Equals(PathKey, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(setting.Value))
            .Select(setting => config.GetSection(ConfigurationPath.GetParentPath(setting.Key)!))
            .Select(Problem)
            .OfType<string>()
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private string? Problem(IConfigurationSection section)
    {
        var path = Path.GetFullPath(section[PathKey]!, host.ContentRootPath);
        var key = section["KeyPath"] is { Length: > 0 } keyPath ? Path.GetFullPath(keyPath, host.ContentRootPath) : null;
        return Unreadable($"{section.Path}:{PathKey}", path)
            ?? (key is null ? null : Unreadable($"{section.Path}:KeyPath", key))
            ?? Unusable(section, path, key);
    }

    private static string? Unreadable(string setting, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return error is FileNotFoundException or DirectoryNotFoundException
                ? $"{setting} names “{path}”, which does not exist."
                : $"{setting} names “{path}”, which this account cannot read as a file.";
        }
    }

    private string? Unusable(IConfigurationSection section, string path, string? key)
    {
        var isPlain = false;
        try
        {
            isPlain = X509Certificate2.GetCertContentType(path) == X509ContentType.Cert;
            if (isPlain && key is null)
            {
                return $"{section.Path}:{PathKey} names “{path}”, which has no private key: name the key's file in {section.Path}:KeyPath.";
            }

            using var certificate = isPlain ? WithKey(path, key!, section["Password"]) : X509CertificateLoader.LoadPkcs12FromFile(path, section["Password"]);
            return OutOfDate(certificate) is { } dates ? $"{section.Path}:{PathKey} names “{path}”, a certificate that {dates}." : null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return isPlain
                ? $"{section.Path}:KeyPath names “{key}”, which is not the private key of the certificate, or {section.Path}:Password is not its password."
                : $"{section.Path}:{PathKey} names “{path}”, which is not a certificate, or {section.Path}:Password is not its password.";
        }
    }

    private static X509Certificate2 WithKey(string path, string key, string? password)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        var keyText = File.ReadAllText(key);
        return string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), keyText)
            : X509Certificate2.CreateFromEncryptedPem(certificate.ExportCertificatePem(), keyText, password);
    }

    private string? OutOfDate(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return now > to ? $"ended on {Day(to)}: renew it, or name another one"
            : now < from ? $"begins on {Day(from)}: check the clock of this machine, or name another one"
            : null;
    }

    private static string Day(DateTime date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
