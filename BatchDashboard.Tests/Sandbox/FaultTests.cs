using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

public sealed class FaultTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    [Theory]
    [InlineData("401", 401, "unauthorized")]
    [InlineData("403", 403, "forbidden")]
    [InlineData("404", 404, "not_found")]
    [InlineData("429", 429, "rate_limit_error")]
    [InlineData("429-date", 429, "rate_limit_error")]
    [InlineData("500", 500, "processing_error")]
    [InlineData("503", 503, "service_unavailable")]
    [InlineData("latency-1, 503", 503, "service_unavailable")]
    public async Task A_documented_error_can_be_asked_for_on_every_endpoint(string fault, int status, string code)
    {
        foreach (var path in new[] { "v1/batches/batch-abc123/results", "v1/batches/batch-empty", "v1/media/vec-abc123", "v1/media", "v1/status" })
        {
            using var response = await SendAsync(path, fault);
            Assert.Equal(status, (int)response.StatusCode);
            var body = await SandboxHost.JsonAsync(response);
            Assert.False(body.GetProperty("success").GetBoolean());
            Assert.NotEmpty(body.GetProperty("message").GetString()!);
            Assert.Equal(code, body.GetProperty("code").GetString());
            Assert.Equal(status, body.GetProperty("status_code").GetInt32());
        }
    }

    [Fact]
    public async Task Retry_after_comes_in_seconds_or_as_a_date()
    {
        using var seconds = await SendAsync("v1/status", "429");
        Assert.Equal(TimeSpan.FromSeconds(2), seconds.Headers.RetryAfter!.Delta);
        using var date = await SendAsync("v1/status", "429-date");
        Assert.NotNull(date.Headers.RetryAfter!.Date);
        Assert.Null(date.Headers.RetryAfter.Delta);
        Assert.Equal("0", date.Headers.GetValues("X-RateLimit-Remaining").Single());
    }

    [Theory]
    [InlineData("html", 200)]
    [InlineData("502", 502)]
    public async Task A_proxy_answers_with_a_page(string fault, int status)
    {
        using var response = await SendAsync("v1/batches/batch-abc123/results", fault);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<html", await TextAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_off_body_begins_as_the_right_one_does()
    {
        const string path = "v1/batches/batch-abc123/results";
        using var response = await SendAsync(path, "cut");
        using var whole = await SendAsync(path, "latency-0");
        var cut = await TextAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(cut, await TextAsync(whole), StringComparison.Ordinal);
        Assert.True(cut.Length > 1000);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(cut));
    }

    [Fact]
    public async Task An_empty_body_and_an_array_come_with_status_200()
    {
        using var empty = await SendAsync("v1/batches/batch-abc123/results", "empty");
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        Assert.Equal("", await TextAsync(empty));
        using var array = await SendAsync("v1/batches/batch-abc123/results", "array");
        Assert.Equal(JsonValueKind.Array, (await SandboxHost.JsonAsync(array)).ValueKind);
    }

    [Fact]
    public async Task A_reset_ends_the_connection_with_no_answer() =>
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendAsync("v1/status", "reset"));

    [Fact]
    public async Task Latency_passes_on_the_apps_clock()
    {
        var time = new FakeTimeProvider();
        await using var slow = await SandboxHost.StartAsync(time);
        var asked = slow.Client.GetAsync(new Uri("v1/batches/batch-slow/results", UriKind.Relative), TestContext.Current.CancellationToken);
        while (slow.Faults.Requests == 0)
        {
            await Task.Yield();
        }

        Assert.False(asked.IsCompleted);
        while (!asked.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        using var response = await asked;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_fault_can_be_asked_for_in_the_query_and_an_unknown_one_is_named()
    {
        using var query = await SendAsync("v1/status?fault=503", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, query.StatusCode);
        using var unknown = await SendAsync("v1/status?fault=fire", null);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("fire", await TextAsync(unknown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch-fault-429", 429)]
    [InlineData("batch-fault-500", 500)]
    [InlineData("batch-fault-html", 200)]
    [InlineData("batch-fault-cut", 200)]
    [InlineData("batch-fault-empty", 200)]
    public async Task A_batch_that_always_fails_is_opened_by_its_id_and_not_introduced(string batch, int status)
    {
        using var response = await SendAsync($"v1/batches/{batch}/results", null);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.DoesNotContain(host.Catalog.Introduced, id => id.Value == batch);
        var text = await TextAsync(response);
        if (status == 500)
        {
            var expected = SandboxHost.Sample("results-500.json").GetRawText().Replace("batch-abc123", batch, StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(text)), text);
        }
        else if (status == 200)
        {
            Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
        }
    }

    [Fact]
    public async Task Faults_can_be_switched_for_the_whole_process_and_requests_are_counted()
    {
        await using var own = await SandboxHost.StartAsync(TimeProvider.System);
        own.Faults.Active = "503";
        using (var failed = await own.Client.GetAsync(new Uri("v1/batches/batch-empty", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        }

        own.Faults.Active = "";
        await own.ResultsAsync("batch-empty");
        await own.GetAsync("v1/status");
        Assert.Equal(3, own.Faults.Requests);
        Assert.Equal(2, own.Faults.RequestsFor("batch-empty"));
        Assert.Equal(0, own.Faults.RequestsFor("batch-abc123"));
        Assert.Throws<ArgumentException>(() => own.Faults.Active = "on fire");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? fault)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (fault is not null)
        {
            request.Headers.Add("X-Sandbox-Fault", fault);
        }

        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
