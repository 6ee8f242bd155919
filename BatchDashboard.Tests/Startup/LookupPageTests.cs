using BatchDashboard.Results.Lookups;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Startup;

/// <summary>The queue of pasted ids on the batches page of the real app.</summary>
public sealed class LookupPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_html_shows_the_queue_and_a_restart_goes_on_with_it()
    {
        // Nobody answers at this address, so that nothing is looked up.
        var nobody = Wickson.FakeWickson.UnusedAddress();
        await using var app = await RunningApp.StartAsync(
            Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={nobody}", "--Wickson:RetryDelay=00:00:00.001"]);
        Assert.DoesNotContain("Looking up batches", (await app.PageAsync("/", Token)).Html, StringComparison.Ordinal);

        Assert.Null(await app.Services.GetRequiredService<BatchLookups>().AddAsync([BatchId.Parse("batch-1"), BatchId.Parse("batch-2")], Token));
        await AssertWaitsAsync(app);
        await app.StopAsync(Token);
        await app.RestartAsync(Token);
        await AssertWaitsAsync(app);
    }

    private static async Task AssertWaitsAsync(RunningApp app)
    {
        var queue = app.Services.GetRequiredService<BatchLookups>();
        while (queue.Obstacle is null)
        {
            await Task.Delay(5, Token);
        }

        var html = (await app.PageAsync("/", Token)).Html;
        Assert.Contains("Looking up batches", html, StringComparison.Ordinal);
        Assert.Contains("0 of 2.", html, StringComparison.Ordinal);
        Assert.Contains(queue.Obstacle.Sentence, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }
}
