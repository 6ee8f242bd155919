using System.Net;
using BatchDashboard.Tests.Startup;
using Microsoft.AspNetCore.Builder;

namespace BatchDashboard.Tests.Access;

public sealed class ResponseHeadersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/css/app.css", "", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.web.js", "", HttpStatusCode.OK)]
    [InlineData("/health/ready", "", HttpStatusCode.OK)]
    [InlineData("/no/such/page.txt", "", HttpStatusCode.NotFound)]
    [InlineData("/throws", "", HttpStatusCode.InternalServerError)]
    [InlineData("/health/live", "rebound.example", HttpStatusCode.BadRequest)]
    public async Task Every_kind_of_answer_carries_the_security_headers(string path, string host, HttpStatusCode status)
    {
        await using var app = await RunningApp.StartAsync(
            Cancellation, web => web.MapGet("/throws", string () => throw new InvalidOperationException("never shown")));
        (string, string)[] headers = host.Length > 0 ? [("Host", host)] : [];
        using var answer = await app.SendAsync(HttpMethod.Get, path, Cancellation, headers);

        Assert.Equal(status, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy, StringComparer.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparer.Ordinal);
        Assert.Contains("style-src 'self'", policy, StringComparer.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparer.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparer.Ordinal);
        Assert.Contains("base-uri 'self'", policy, StringComparer.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparer.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparer.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }
}
