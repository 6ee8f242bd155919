using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using BatchDashboard.Import;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Results;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Startup;

/// <summary>The two sources on the real host: what they show, and what they ask for.</summary>
public sealed partial class SourceTests
{
    private const string Key = "wk-live-0123456789abcdef";

    private static readonly string[] Everything =
    [
        "/",
        "/batches/batch-abc123",
        "/batches/batch-abc123?page=2",
        "/batches/batch-abc123?status=failed&q=fin&sort=-size",
        "/batches/batch-abc123/jobs/job-abc456",
        "/batches/batch-abc123/errors/format_error",
        "/media/vec-abc123",
        "/errors",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cache_source_shows_every_page_and_makes_no_request()
    {
        await using var api = await FakeWickson.StartAsync();
        await using var app = await RunningApp.StartAsync(
            Cancellation, arguments: ["--Results:Source=Cache", $"--Wickson:BaseUrl={api.BaseUrl}", $"--Wickson:ApiKey={Key}"]);
        await using var saved = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Samples", "results-200.json"));
        var report = await app.Services.GetRequiredService<ResultsImport>().ImportAsync(saved, "saved.json", Cancellation);
        Assert.Null(report.Problem);

        foreach (var path in Everything)
        {
            var page = await GetAsync(app, path);
            Assert.Contains(path.StartsWith("/media", StringComparison.Ordinal) ? "q4_summary.pdf" : "Monthly Reports Processing", page, StringComparison.Ordinal);
        }

        Assert.Contains("financial_data.xlsx", await GetAsync(app, Everything[1]), StringComparison.Ordinal);
        using var unknown = await app.Client.GetAsync("/batches/batch-of-nobody", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(api.Requests);

        // The server counts: the same app would have reached it.
        await Assert.ThrowsAsync<WicksonException>(() =>
            app.Services.GetRequiredService<WicksonClient>().GetResultsAsync(BatchId.Parse("batch-abc123"), 1, 1, Cancellation));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task The_live_source_needs_nothing_but_the_results_and_media_endpoints_and_tells_nobody_its_key()
    {
        using var log = new ListLog();
        var refused = new ConcurrentQueue<string>();
        var keys = new ConcurrentQueue<string>();
        await using var api = await ApiServer.StartAsync();
        api.Intercept = context =>
        {
            keys.Enqueue(context.Request.Headers["X-Api-Key"].ToString());
            if (context.Request.Method == HttpMethods.Get && Known().IsMatch(context.Request.Path.Value!))
            {
                return Task.FromResult(false);
            }

            refused.Enqueue($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        await using var app = await RunningApp.StartAsync(
            Cancellation,
            web => web.Services.GetRequiredService<ILoggerFactory>().AddProvider(log),
            [
                "--Results:Source=Live", $"--Wickson:BaseUrl={api.BaseUrl}", $"--Wickson:ApiKey={Key}",
                "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:System.Net.Http.HttpClient=Trace", "--Logging:LogLevel:Polly=Debug",
            ]);
        var pages = new List<string>();

        pages.Add(await GetAsync(app, "/"));
        Assert.DoesNotContain("href=\"/batches/batch-abc123\"", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/batches/batch-abc123"));
        Assert.Contains("180 of 200 succeeded", pages[^1], StringComparison.Ordinal);
        Assert.Contains("1–50 of 200", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/"));
        Assert.Contains("href=\"/batches/batch-abc123\"", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/batches/batch-abc123?page=2"));
        Assert.Contains("51–100 of 200", pages[^1], StringComparison.Ordinal);

        await app.Services.GetRequiredService<BatchSync>().EndAsync(BatchId.Parse("batch-abc123")).InTimeAsync();
        pages.Add(await GetAsync(app, "/batches/batch-abc123?status=failed"));
        await app.Services.GetRequiredService<BatchSync>().EndAsync(BatchId.Parse("batch-abc123")).InTimeAsync();
        pages.Add(await GetAsync(app, "/batches/batch-abc123?status=failed"));
        Assert.Contains("1–20 of 20", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/batches/batch-abc123/jobs/job-abc456"));
        Assert.Contains("Unsupported file format", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, NextFailed().Match(pages[^1]).Groups["url"].Value));
        Assert.Contains("2 of 20", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/batches/batch-abc123/errors/format_error"));
        pages.Add(await GetAsync(app, "/media/vec-abc123"));
        Assert.Contains("q4_summary.pdf", pages[^1], StringComparison.Ordinal);
        pages.Add(await GetAsync(app, "/errors"));
        using var unknown = await app.Client.GetAsync("/batches/batch-of-nobody", Cancellation);
        pages.Add(await unknown.Content.ReadAsStringAsync(Cancellation));

        Assert.Empty(refused);
        Assert.All(keys, key => Assert.Equal(Key, key));
        Assert.Contains(api.Requests, request => request.Contains("/media/vec-abc123", StringComparison.Ordinal));
        Assert.All(pages, page => Assert.DoesNotContain(Key, page, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("batch-abc123", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }

    private static async Task<string> GetAsync(RunningApp app, string path)
    {
        var (status, page) = await app.PageAsync(path, Cancellation);
        Assert.True(status == HttpStatusCode.OK, $"{path} answered {status}:\n{page}");
        return WebUtility.HtmlDecode(page);
    }

    [GeneratedRegex("^/sandbox/v1/(batches/[^/]+/results|media/[^/]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();

    [GeneratedRegex("<a [^>]*href=\"(?<url>[^\"]+)\"[^>]*>Next failed file</a>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NextFailed();
}
