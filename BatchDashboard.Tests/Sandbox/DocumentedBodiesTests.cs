using System.Net;
using System.Text.Json.Nodes;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>Every body that the reference shows comes back under its id.</summary>
public sealed class DocumentedBodiesTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    [Fact]
    public async Task The_example_is_served_as_it_is()
    {
        SandboxHost.AssertSame(
            SandboxHost.Sample("results-200.json"),
            await host.GetAsync("v1/batches/batch-as-documented/results"));
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(3, 50)]
    [InlineData(1, 100)]
    [InlineData(29, 7)]
    [InlineData(999_999_999, 1000)]
    public async Task Every_page_of_the_examples_batch_says_the_same_of_the_whole(int page, int size)
    {
        var expected = JsonNode.Parse(SandboxHost.Sample("results-200.json").GetRawText())!;
        var actual = JsonNode.Parse((await host.ResultsAsync("batch-abc123", page, size)).GetRawText())!;
        expected["data"]!["pagination"] = new JsonObject
        {
            ["page"] = page,
            ["page_size"] = size,
            ["total_items"] = 200,
            ["total_pages"] = (200 + size - 1) / size,
        };
        expected["data"]!["job_results"] = null;
        actual["data"]!["job_results"] = null;
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public async Task The_examples_batch_begins_with_the_two_rows_of_the_example()
    {
        var expected = SandboxHost.Sample("results-200.json").GetProperty("data").GetProperty("job_results");
        var rows = await host.AllRowsAsync("batch-abc123", 50);
        Assert.Equal(200, rows.Count);
        SandboxHost.AssertSame(expected[0], rows[0]);
        SandboxHost.AssertSame(expected[1], rows[1]);
    }

    [Fact]
    public async Task An_unknown_batch_is_not_found_in_the_words_of_the_reference()
    {
        using var response = await host.Client.GetAsync(new Uri("v1/batches/batch-xyz789/results", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        SandboxHost.AssertSame(SandboxHost.Sample("results-404.json"), await SandboxHost.JsonAsync(response));
    }

    [Fact]
    public async Task A_server_error_has_the_body_of_the_reference()
    {
        using var response = await host.Client.GetAsync(new Uri("v1/batches/batch-abc123/results?fault=500", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        SandboxHost.AssertSame(SandboxHost.Sample("results-500.json"), await SandboxHost.JsonAsync(response));
    }

    [Fact]
    public async Task A_rate_limit_has_the_body_of_the_reference()
    {
        using var response = await host.Client.GetAsync(new Uri("v1/status?fault=429", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        SandboxHost.AssertSame(SandboxHost.Sample("any-429.json"), await SandboxHost.JsonAsync(response));
    }

    [Fact]
    public async Task Cancelling_the_examples_batch_answers_as_the_reference_does()
    {
        using var response = await host.Client.PutAsync(new Uri("v1/batches/batch-abc123/state", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        SandboxHost.AssertSame(SandboxHost.Sample("state-200.json"), await SandboxHost.JsonAsync(response));
    }
}
