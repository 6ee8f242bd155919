using System.Net;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Startup;

public sealed class StartedAppTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_in_any_working_directory_and_serves_its_static_files()
    {
        var folder = Directory.CreateTempSubdirectory("dashboard-");
        try
        {
            await using var app = AppProcess.Start(["--Data:Directory", folder.FullName], folder.FullName, variables: ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
            using var client = new HttpClient { BaseAddress = await app.ListeningAsync(Cancellation) };
            Assert.NotEqual(5080, client.BaseAddress.Port);
            await AssertServesStaticFiles(client);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task It_starts_inside_another_program_and_serves_its_static_files()
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        await AssertServesStaticFiles(app.Client);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_one_word(string path)
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        using var answer = await app.SendAsync(HttpMethod.Get, path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_very_long_query_string_is_a_page_with_a_notice()
    {
        await using var app = await RunningApp.StartAsync(Cancellation);
        await app.CopyAsync(BatchId.Parse("batch-abc123"), Cancellation);
        var (status, html) = await app.PageAsync($"/batches/batch-abc123?q={new string('x', 20_000)}", Cancellation);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("“q” has more than 200 characters. The first 200 are looked for.", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_is_told_in_words_without_what_it_says()
    {
        await using var app = await RunningApp.StartAsync(
            Cancellation, web => web.MapGet("/throws", string () => throw new InvalidOperationException("wk_live_secret")));

        using var text = await app.SendAsync(HttpMethod.Get, "/throws", Cancellation, ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.InternalServerError, text.StatusCode);
        Assert.Equal("text/plain", text.Content.Headers.ContentType?.MediaType);
        await AssertSaysNothing(text);

        using var page = await app.SendAsync(HttpMethod.Get, "/throws", Cancellation, ("Accept", "text/html,*/*;q=0.8"));
        Assert.Equal(HttpStatusCode.InternalServerError, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        await AssertSaysNothing(page);
    }

    [Fact]
    public async Task Ready_turns_bad_with_what_the_app_needs_and_live_does_not()
    {
        await using var app = await RunningApp.StartAsync(
            Cancellation,
            web => web.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value
                .Registrations.Add(new("broken", _ => new Broken(), failureStatus: null, tags: [Health.Ready])));

        using var ready = await app.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("Unhealthy\nThe database file is locked by somebody.", await ready.Content.ReadAsStringAsync(Cancellation));
        using var live = await app.Client.GetAsync("/health/live", Cancellation);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    private static async Task AssertSaysNothing(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("could not", body, StringComparison.Ordinal);
        Assert.DoesNotContain("wk_live_secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", body, StringComparison.Ordinal);
    }

    private static async Task AssertServesStaticFiles(HttpClient client)
    {
        foreach (var (path, type) in new[]
        {
            ("/css/app.css", "text/css"),
            ("/_content/MudBlazor/MudBlazor.min.css", "text/css"),
            ("/_framework/blazor.web.js", "text/javascript"),
        })
        {
            using var answer = await client.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private sealed class Broken : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Unhealthy("The database file is locked by somebody."));
    }
}
