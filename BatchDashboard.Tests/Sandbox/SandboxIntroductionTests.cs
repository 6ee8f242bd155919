using System.Net;
using BatchDashboard.Results;
using BatchDashboard.Tests.Startup;

namespace BatchDashboard.Tests.Sandbox;

public sealed class SandboxIntroductionTests
{
    [Fact]
    public async Task The_batches_are_made_known_once_after_the_start()
    {
        await using var host = await SandboxHost.StartAsync(TimeProvider.System);
        var opened = await host.Introduced.Opened.InTimeAsync();
        Assert.Equal(host.Catalog.Introduced, opened);
        Assert.Equal("batch-abc123", opened[0].Value);
        Assert.Equal(1, host.Introduced.Calls);
    }

    [Fact]
    public async Task A_results_service_that_fails_leaves_the_app_running()
    {
        await using var host = new SandboxHost();
        host.Introduced.Failure = new InvalidOperationException("The database is locked.");
        await host.InitializeAsync();
        await host.Introduced.Opened.InTimeAsync();
        using var response = await host.Client.GetAsync(new Uri("v1/status", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await host.WaitForLogAsync("The database is locked.");
    }

    [Fact]
    public async Task A_batch_that_cannot_be_opened_is_named_in_the_log()
    {
        await using var host = new SandboxHost();
        host.Introduced.Outcome = id => id.Value == "batch-empty"
            ? new Problem(ProblemKind.ApiFailed, "Wickson did not answer.", "Try again.")
            : null;
        await host.InitializeAsync();
        await host.WaitForLogAsync("batch-empty could not be opened: Wickson did not answer.");
    }
}
