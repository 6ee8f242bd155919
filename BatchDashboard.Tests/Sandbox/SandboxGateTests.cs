using System.Net;
using BatchDashboard.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

public sealed class SandboxGateTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task A_request_without_a_key_is_refused(string? key)
    {
        using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }

        using var response = await client.GetAsync(new Uri("v1/status", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var body = await SandboxHost.JsonAsync(response);
        Assert.False(body.GetProperty("success").GetBoolean());
        Assert.Equal(401, body.GetProperty("status_code").GetInt32());
        Assert.StartsWith("req_", body.GetProperty("request_id").GetString(), StringComparison.Ordinal);
        Assert.Equal("100000", response.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    [Fact]
    public async Task Every_answer_tells_what_is_left_of_the_hour()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero));
        await using var own = await SandboxHost.StartAsync(time);
        Assert.Equal((99_999, time.GetUtcNow().AddHours(1)), await RateAsync(own, "v1/status"));
        Assert.Equal((99_998, time.GetUtcNow().AddHours(1)), await RateAsync(own, "v1/nothing/here"));
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal((99_999, time.GetUtcNow().AddHours(1)), await RateAsync(own, "v1/batches/none"));
    }

    [Fact]
    public async Task One_request_too_many_is_refused_until_the_hour_is_over()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero));
        await using var own = await SandboxHost.StartAsync(time);
        var window = own.Services.GetRequiredService<RateWindow>();
        while (window.Take().Remaining > 0)
        {
        }

        time.Advance(TimeSpan.FromMinutes(20));
        using var refused = await own.Client.GetAsync(new Uri("v1/status", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(40), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        var details = (await SandboxHost.JsonAsync(refused)).GetProperty("details");
        Assert.Equal(RateWindow.Limit, details.GetProperty("limit").GetInt32());
        time.Advance(TimeSpan.FromMinutes(40));
        await own.GetAsync("v1/status");
    }

    [Fact]
    public async Task The_service_status_tells_the_same_limits_as_the_headers()
    {
        using var response = await host.Client.GetAsync(new Uri("v1/status", UriKind.Relative), TestContext.Current.CancellationToken);
        var data = (await SandboxHost.JsonAsync(response)).GetProperty("data");
        Assert.Equal("operational", data.GetProperty("status").GetString());
        Assert.Equal("operational", data.GetProperty("components").GetProperty("storage").GetString());
        Assert.Equal(
            response.Headers.GetValues("X-RateLimit-Remaining").Single(),
            data.GetProperty("account").GetProperty("rate_limits").GetProperty("remaining").GetRawText());
    }

    [Fact]
    public async Task What_the_api_does_not_have_is_a_documented_404()
    {
        using var response = await host.Client.GetAsync(new Uri("v1/batches", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not_found", (await SandboxHost.JsonAsync(response)).GetProperty("code").GetString());
    }

    private static async Task<(int Remaining, DateTimeOffset Reset)> RateAsync(SandboxHost own, string path)
    {
        using var response = await own.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (
            int.Parse(response.Headers.GetValues("X-RateLimit-Remaining").Single(), System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(response.Headers.GetValues("X-RateLimit-Reset").Single(), System.Globalization.CultureInfo.InvariantCulture)));
    }
}
