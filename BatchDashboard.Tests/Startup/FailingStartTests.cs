using System.Net;
using System.Net.Sockets;

namespace BatchDashboard.Tests.Startup;

/// <summary>A wrong setting ends the start with exit code 1 and one sentence that names it.</summary>
public sealed class FailingStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Access:Mode", "--Access:Mode=Token")]
    [InlineData("Access:Mode", "--Access:Mode=")]
    [InlineData("Urls", "--urls=http://0.0.0.0:0")]
    [InlineData("Urls", "--urls=nonsense")]
    [InlineData("whose port is not a number from 0 to 65535", "--urls=http://127.0.0.1:99999")]
    [InlineData("whose port is not a number from 0 to 65535", "--urls=http://localhost:80x")]
    [InlineData("whose port is not a number from 0 to 65535", "--urls=http://[::1]:80x")]
    [InlineData("which is neither http:// nor https://", "--urls=ftp://localhost:5080")]
    [InlineData("which has a path", "--urls=http://127.0.0.1:0/path")]
    [InlineData("which leaves the port open", "--urls=http://localhost:0")]
    [InlineData("Logging:LogLevel", "--Logging:LogLevel:Default=Loud")]
    [InlineData("Kestrel:Endpoints:Wide:Url", "--Kestrel:Endpoints:Wide:Url=http://*:0")]
    [InlineData("HTTP_PORTS", "--Urls=", "--http_ports=8080")]
    [InlineData("Resolution:Playbooks", "--Resolution:Playbooks=no/such/folder")]
    public async Task A_wrong_setting_ends_the_start_with_one_sentence_that_names_it(string named, params string[] args)
    {
        await using var app = AppProcess.Start(args);
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);
        Assert.Equal(1, exitCode);
        AssertOneSentence(errors, named);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_named_as_it_was_looked_for()
    {
        var data = Directory.CreateTempSubdirectory("dashboard-");
        try
        {
            await using var app = AppProcess.Start(["--Resolution:Playbooks=nowhere", $"--Data:Directory={data.FullName}"]);
            var (_, _, errors) = await app.EndAsync(Cancellation);
            AssertOneSentence(errors, $"“{Path.Combine(data.FullName, "nowhere")}”");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var app = AppProcess.Start(["--urls", $"http://127.0.0.1:{port}"]);
        var (exitCode, output, errors) = await app.EndAsync(Cancellation);
        Assert.Equal(1, exitCode);
        AssertOneSentence(errors, $"Port {port} is in use");
        Assert.Contains("--urls", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_given_by_the_environment_is_refused_too()
    {
        await using var app = AppProcess.Start([], variables: ("ASPNETCORE_URLS", "http://0.0.0.0:0"));
        var (exitCode, _, errors) = await app.EndAsync(Cancellation);
        Assert.Equal(1, exitCode);
        AssertOneSentence(errors, "http://0.0.0.0:0");
    }

    [Fact]
    public async Task A_settings_file_that_is_not_json_is_named_with_the_line()
    {
        var folder = Directory.CreateTempSubdirectory("dashboard-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(AppProcess.Program)!, "*.*").Where(file => file.EndsWith(".dll", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("BatchDashboard.", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), "{\n  \"Wickson\": {\n    \"ApiKey\": oops\n", Cancellation);
            await using var app = AppProcess.Start([], program: Path.Combine(folder.FullName, "BatchDashboard.dll"));
            var (exitCode, _, errors) = await app.EndAsync(Cancellation);
            Assert.Equal(1, exitCode);
            AssertOneSentence(errors, "appsettings.json");
            Assert.Contains("line 3", errors, StringComparison.Ordinal);
            Assert.DoesNotContain(folder.FullName, errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertOneSentence(string errors, string named)
    {
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.EndsWith(".", line.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }
}
