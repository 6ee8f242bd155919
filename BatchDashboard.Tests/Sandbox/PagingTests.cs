using System.Net;

namespace BatchDashboard.Tests.Sandbox;

public sealed class PagingTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    [Theory]
    [InlineData("batch-abc123", 1)]
    [InlineData("batch-abc123", 7)]
    [InlineData("batch-abc123", 100)]
    [InlineData("batch-abc123", 1000)]
    [InlineData("batch-small-pages", 7)]
    [InlineData("batch-broken-rows", 7)]
    [InlineData("batch-hostile-names", 1)]
    public async Task Pages_of_any_size_hold_every_row_once(string batch, int size)
    {
        var whole = await host.AllRowsAsync(batch, 1000);
        var paged = await host.AllRowsAsync(batch, size);
        Assert.Equal(whole.Select(row => row.GetRawText()), paged.Select(row => row.GetRawText()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_page_size_that_is_not_given_is_100()
    {
        var data = (await host.GetAsync("v1/batches/batch-all-succeeded/results")).GetProperty("data");
        Assert.Equal(100, data.GetProperty("job_results").GetArrayLength());
        Assert.Equal(100, data.GetProperty("pagination").GetProperty("page_size").GetInt32());
        Assert.Equal(4, data.GetProperty("pagination").GetProperty("total_pages").GetInt32());
    }

    [Theory]
    [InlineData("batch-100k", 1000)]
    [InlineData("batch-small-pages", 100)]
    public async Task A_page_larger_than_what_is_granted_is_clamped_and_says_so(string batch, int granted)
    {
        var data = (await host.ResultsAsync(batch, 1, 100_000)).GetProperty("data");
        Assert.Equal(granted, data.GetProperty("job_results").GetArrayLength());
        Assert.Equal(granted, data.GetProperty("pagination").GetProperty("page_size").GetInt32());
    }

    [Fact]
    public async Task A_page_past_the_end_is_empty_and_says_how_many_there_are()
    {
        var data = (await host.ResultsAsync("batch-100k", int.MaxValue, 1000)).GetProperty("data");
        Assert.Equal(0, data.GetProperty("job_results").GetArrayLength());
        Assert.Equal(int.MaxValue, data.GetProperty("pagination").GetProperty("page").GetInt32());
        Assert.Equal(100_000, data.GetProperty("pagination").GetProperty("total_items").GetInt32());
        Assert.Equal(100, data.GetProperty("pagination").GetProperty("total_pages").GetInt32());
    }

    [Fact]
    public async Task An_empty_batch_has_no_rows_no_pages_and_no_errors()
    {
        var data = (await host.ResultsAsync("batch-empty")).GetProperty("data");
        Assert.Equal("completed", data.GetProperty("batch_summary").GetProperty("status").GetString());
        Assert.Equal(0, data.GetProperty("job_results").GetArrayLength());
        Assert.Equal(0, data.GetProperty("pagination").GetProperty("total_pages").GetInt32());
        Assert.False(data.GetProperty("statistics").TryGetProperty("error_summary", out _));
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page=99999999999", "page")]
    [InlineData("page_size=0", "page_size")]
    [InlineData("page_size=1.5", "page_size")]
    [InlineData("page=", "page")]
    public async Task A_page_that_is_none_is_a_validation_error_that_names_the_parameter(string query, string field)
    {
        foreach (var path in new[] { "v1/batches/batch-abc123/results", "v1/media" })
        {
            using var response = await host.Client.GetAsync(new Uri($"{path}?{query}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var body = await SandboxHost.JsonAsync(response);
            Assert.Equal("validation_error", body.GetProperty("code").GetString());
            Assert.Equal(400, body.GetProperty("status_code").GetInt32());
            Assert.False(body.GetProperty("success").GetBoolean());
            Assert.Equal(field, body.GetProperty("details").GetProperty("field").GetString());
        }
    }
}
