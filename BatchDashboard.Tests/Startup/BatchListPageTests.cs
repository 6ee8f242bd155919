using BatchDashboard.Data;
using BatchDashboard.Tests.Data;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Startup;

/// <summary>The list of ten thousand batches over HTTP.</summary>
public sealed class BatchListPageTests : IAsyncLifetime
{
    private const int MaxBytes = 150 * 1024;

    private RunningApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source", "Cache"]);
        await ManyBatches.AddAsync(_app.Services.GetRequiredService<Database>(), 10_000, DateTimeOffset.UtcNow, Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/", "1–50 of 10,000", "part 09999")]
    [InlineData("/?page=200", "9,951–10,000 of 10,000", "part 00000")]
    [InlineData("/?sort=name&status=failed&page=2&pageSize=25", "26–50 of 1,286", "part 00196")]
    [InlineData("/?q=PART+0123&collection=Reports-35&days=30", "1–1 of 1", "part 01235")]
    public async Task The_first_html_is_small_and_holds_the_page_that_was_asked_for(string path, string range, string name)
    {
        var html = (await _app.PageAsync(path, Token)).Html;

        Assert.Contains(range, html, StringComparison.Ordinal);
        Assert.Contains($"Quarterly reports of the northern region, {name}</bdi>", html, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 10_000, MaxBytes);
    }

    [Fact]
    public async Task An_export_has_all_that_match_and_none_else()
    {
        var lines = (await _app.Client.GetStringAsync("/export/batches.csv?status=running&page=3&sort=name", Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(1 + 1000, lines.Length);
        Assert.All(lines[1..], line => Assert.Contains(",running,", line, StringComparison.Ordinal));
        Assert.Contains("part 00000", lines[1], StringComparison.Ordinal);
    }
}
