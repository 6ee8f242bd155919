using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BatchDashboard.Tests.Startup;

/// <summary>HTTPS with the certificate that the settings name; one that cannot be served ends the start with a sentence.</summary>
public sealed class HttpsStartTests : IDisposable
{
    private const string Default = "Kestrel:Certificates:Default";
    private const string Password = "correct horse";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-");

    public HttpsStartTests()
    {
        var now = DateTimeOffset.UtcNow;
        using var good = Save("good", now.AddDays(-1), now.AddDays(30));
        using var expired = Save("expired", new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2021, 2, 3, 0, 0, 0, TimeSpan.Zero));
        using var early = Save("early", new(2999, 1, 2, 0, 0, 0, TimeSpan.Zero), new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllBytes(In("good.pfx"), good.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllBytes(In("expired.pfx"), expired.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllText(In("letter.txt"), "This is a letter to an operator.");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Path=good.pem", "KeyPath=good.key")]
    [InlineData("Path=good.pem", "KeyPath=good.sealed.key", "Password=" + Password)]
    [InlineData("Path=good.pfx", "Password=" + Password)]
    public async Task A_certificate_of_the_settings_is_served(params string[] settings)
    {
        await using var app = Start(Default, settings);
        var url = await app.ListeningAsync(Cancellation);
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(In("good.pem"));
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new() { CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted }, RevocationMode = X509RevocationMode.NoCheck } },
        };
        using var client = new HttpClient(handler) { BaseAddress = url };
        using var answer = await client.GetAsync("/", Cancellation);

        Assert.Equal("https", url.Scheme);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(Default, ":Path names “{0}”, a certificate that ended on 2021-02-03", "expired.pem", "Path=expired.pem", "KeyPath=expired.key")]
    [InlineData(Default, ":Path names “{0}”, a certificate that ended on 2021-02-03", "expired.pfx", "Path=expired.pfx", "Password=" + Password)]
    [InlineData(Default, ":Path names “{0}”, a certificate that begins on 2999-01-02", "early.pem", "Path=early.pem", "KeyPath=early.key")]
    [InlineData(Default, ":Path names “{0}”, which does not exist.", "none.pem", "Path=none.pem", "KeyPath=good.key")]
    [InlineData(Default, ":KeyPath names “{0}”, which does not exist.", "none.key", "Path=good.pem", "KeyPath=none.key")]
    [InlineData(Default, ":Path names “{0}”, which this account cannot read as a file.", ".", "Path=.", "KeyPath=good.key")]
    [InlineData(Default, ":Path names “{0}”, which is not a certificate", "letter.txt", "Path=letter.txt")]
    [InlineData(Default, ":Path names “{0}”, which is not a certificate", "letter.txt", "Path=letter.txt", "KeyPath=good.key")]
    [InlineData(Default, ":Password is not its password.", "good.pfx", "Path=good.pfx", "Password=wrong battery")]
    [InlineData(Default, ":Path names “{0}”, which has no private key", "good.pem", "Path=good.pem")]
    [InlineData(Default, ":KeyPath names “{0}”, which is not the private key of the certificate", "early.key", "Path=good.pem", "KeyPath=early.key")]
    [InlineData(Default, ":KeyPath names “{0}”, which is not the private key of the certificate", "good.sealed.key", "Path=good.pem", "KeyPath=good.sealed.key", "Password=wrong battery")]
    [InlineData("Kestrel:Endpoints:Https:Certificate", ":Path names “{0}”, a certificate that ended", "expired.pfx", "Path=expired.pfx", "Password=" + Password)]
    public async Task A_certificate_that_cannot_be_served_ends_the_start(string section, string sentence, string file, params string[] settings)
    {
        await using var app = Start(section, settings);
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd();
        Assert.Contains(section, line, StringComparison.Ordinal);
        Assert.Contains(sentence.Replace("{0}", In(file), StringComparison.Ordinal), line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong battery", output + errors, StringComparison.Ordinal);
    }

    private AppProcess Start(string section, string[] settings) => AppProcess.Start(
    [
        "--urls=https://127.0.0.1:0",
        $"--Data:Directory={In("data")}",
        .. settings.Select(setting => setting.Split('=')).Select(pair => $"--{section}:{pair[0]}={(pair[0] == "Password" ? pair[1] : In(pair[1]))}"),
    ]);

    private string In(string name) => Path.GetFullPath(name, _folder.FullName);

    private X509Certificate2 Save(string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(from, to);
        File.WriteAllText(In($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(In($"{name}.sealed.key"), key.ExportEncryptedPkcs8PrivateKeyPem(Password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        return certificate;
    }
}
