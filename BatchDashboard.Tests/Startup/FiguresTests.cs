using System.Net;
using System.Text.RegularExpressions;
using BatchDashboard.Sandbox;
using BatchDashboard.Sync;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Startup;

/// <summary>The whole app over HTTP, where the API's numbers and words are not those of the reference.</summary>
public sealed partial class FiguresTests : IAsyncLifetime
{
    private const string Documented = "/batches/batch-as-documented";
    private const string Less = "The API counts 200 files but sends 2; this is all it sends.";
    private RunningApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(Token, arguments: ["--Wickson:RetryDelay=00:00:00"]);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_batch_whose_API_sends_less_than_it_counts_is_downloaded_once_and_then_all_of_it_works()
    {
        Assert.Contains("Fetch all jobs", await TextAsync(Documented), StringComparison.Ordinal);
        using (var early = await _app.Client.GetAsync("/export" + Documented + "/jobs.csv", Token))
        {
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        }

        // A filter downloads it.
        Assert.Contains("1–1 of 1", await TextAsync(Documented + "?status=failed"), StringComparison.Ordinal);
        await _app.Services.GetRequiredService<BatchSync>().EndAsync(BatchId.Parse("batch-as-documented")).InTimeAsync();

        foreach (var query in new[] { "", "?status=failed", "?page=4" })
        {
            var page = await TextAsync(Documented + query);
            Assert.Equal(2, page.Split(Less).Length);
            Assert.DoesNotContain("Fetch all jobs", page, StringComparison.Ordinal);
            Assert.DoesNotContain("of 200 jobs", page, StringComparison.Ordinal);
            Assert.Contains("Refresh", page, StringComparison.Ordinal);
        }

        Assert.Contains("All that Wickson sends", await TextAsync("/?q=as-documented"), StringComparison.Ordinal);
        Assert.DoesNotContain("Fetch all jobs", await TextAsync("/compare?left=batch-as-documented&right=batch-unknown-values"), StringComparison.Ordinal);
        Assert.Equal(3, (await _app.Client.GetStringAsync("/export" + Documented + "/jobs.csv", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using var kit = await _app.Client.GetAsync("/export" + Documented + "/kit.zip", Token);
        Assert.Equal(HttpStatusCode.OK, kit.StatusCode);
    }

    [Fact]
    public async Task A_batch_with_an_unknown_status_and_an_end_is_over()
    {
        var page = await TextAsync("/batches/batch-unknown-values");

        Assert.Contains("Completed with warnings", page, StringComparison.Ordinal);
        Assert.Contains("2 without an outcome", page, StringComparison.Ordinal);
        Assert.Contains("12 files · 6 media items created", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The media types add up", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The error summary counts", page, StringComparison.Ordinal);
        Assert.DoesNotContain("still running", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Cancel batch", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_shows_what_the_API_says_of_it()
    {
        _app.Services.GetRequiredService<SandboxFaults>().Active = "500";

        var page = await TextAsync("/batches/batch-abc123");

        Assert.Contains("API code processing_error", page, StringComparison.Ordinal);
        Assert.Contains("Details from Wickson operation get_batch_results batch_id batch-abc123", page, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(string path)
    {
        var (_, html) = await _app.PageAsync(path, Token);
        return Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ");
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex Blanks();
}
