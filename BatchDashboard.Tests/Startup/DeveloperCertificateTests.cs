using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace BatchDashboard.Tests.Startup;

/// <summary>
/// HTTPS without a certificate in the settings: the developer certificate of the home directory is used, and without one the
/// start ends with a sentence. Only on Linux: other systems keep that certificate outside the home directory.
/// </summary>
public sealed class DeveloperCertificateTests : IDisposable
{
    private const string OnlyOnLinux = "Other systems keep the developer certificate outside the home directory.";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("home-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_https_with_the_developer_certificate_of_the_home()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyOnLinux);

        var making = new ProcessStartInfo("dotnet", ["dev-certs", "https"]) { WorkingDirectory = _home.FullName };
        making.Environment["HOME"] = _home.FullName;
        var (exitCode, said, complaints) = await ProcessRun.ToEndAsync(making);
        Assert.True(exitCode == 0, said + complaints);

        await using var app = Start();
        var url = await app.ListeningAsync(Cancellation);
        Assert.Equal("https", url.Scheme);
        var stored = Assert.Single(Directory.GetFiles(Path.Combine(_home.FullName, ".dotnet", "corefx", "cryptography", "x509stores", "my")));
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(stored, password: null);
        using var trusting = new SocketsHttpHandler { UseProxy = false };
        trusting.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(trusting);
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri($"https://localhost:{url.Port}/health/ready"), Cancellation));
    }

    [Fact]
    public async Task Without_a_certificate_the_start_ends_with_a_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyOnLinux);

        await using var app = Start();
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("HTTPS", line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private AppProcess Start() => AppProcess.Start(
        ["--urls=https://127.0.0.1:0", "--Data:Directory", Path.Combine(_home.FullName, "data")], variables: ("HOME", _home.FullName));
}
