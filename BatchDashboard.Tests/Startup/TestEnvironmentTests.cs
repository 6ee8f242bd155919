using System.Diagnostics;

namespace BatchDashboard.Tests.Startup;

/// <summary>The tests pass on any machine, and they end.</summary>
public sealed class TestEnvironmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_user_has_set_reaches_no_test_and_no_app_that_it_starts()
    {
        var home = Directory.CreateTempSubdirectory("home-");
        var tests = new ProcessStartInfo("dotnet", [typeof(TestEnvironmentTests).Assembly.Location, "-class", typeof(StartedAppTests).FullName!]);
        foreach (var (name, value) in new[]
        {
            ("HOME", home.FullName),
            ("Access__Mode", "Token"),
            ("ASPNETCORE_Access__Mode", "Token"),
            ("DOTNET_ENVIRONMENT", "Development"),
            ("ASPNETCORE_URLS", "http://0.0.0.0:0"),
            ("Urls", "nonsense"),
            ("Results__Source", "Live"),
            ("HTTP_PROXY", "http://127.0.0.1:9"),
        })
        {
            tests.Environment[name] = value;
        }

        var (exitCode, output, errors) = await ProcessRun.ToEndAsync(tests);

        Assert.True(exitCode == 0, output + errors);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
        Assert.Empty(home.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_wait_in_vain_says_what_it_waited_for_and_what_is_known()
    {
        var never = new TaskCompletionSource();

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => never.Task.InTimeAsync(soFar: () => "It said hello.", limit: TimeSpan.Zero));

        Assert.Equal("Waited 0 minutes in vain for never.Task. It said hello.", failure.Message);
    }

    [Fact]
    public async Task An_app_that_starts_where_it_must_not_is_not_waited_for()
    {
        var data = Directory.CreateTempSubdirectory("dashboard-");
        await using var app = AppProcess.Start(["--urls=http://127.0.0.1:0", "--Data:Directory", data.FullName]);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.EndAsync(Cancellation));

        Assert.StartsWith("The app listens on http://127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_takes_too_long_is_ended_with_words()
    {
        var limit = new TestLimitAttribute { Limit = TimeSpan.Zero };
        var test = (Xunit.v3.IXunitTest)TestContext.Current.Test!;
        limit.Before(null!, test);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, Cancellation));

        Assert.Equal("The test was ended: it took longer than 0 minutes.", Assert.Throws<TimeoutException>(() => limit.After(null!, test)).Message);
    }
}
