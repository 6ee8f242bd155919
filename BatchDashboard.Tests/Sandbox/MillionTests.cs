using System.Text.Json;

namespace BatchDashboard.Tests.Sandbox;

/// <summary><c>batch-1m</c>: a million jobs, opened by its id.</summary>
public sealed class MillionTests(SandboxHost host) : IClassFixture<SandboxHost>
{
    private const string Million = "batch-1m";

    [Fact]
    public async Task It_has_a_million_jobs_of_which_four_in_a_hundred_fail_in_every_documented_way()
    {
        var data = (await host.ResultsAsync(Million, 1, 1)).GetProperty("data");

        var completion = data.GetProperty("batch_summary").GetProperty("completion");
        Assert.Equal(1_000_000, completion.GetProperty("total_items").GetInt32());
        Assert.InRange(completion.GetProperty("failed").GetInt32(), 39_000, 41_000);
        Assert.Equal("completed", data.GetProperty("batch_summary").GetProperty("status").GetString());
        var errors = data.GetProperty("statistics").GetProperty("error_summary").EnumerateArray().ToList();
        Assert.Equal(8, errors.Select(error => error.GetProperty("error_type").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(completion.GetProperty("failed").GetInt32(), errors.Sum(error => error.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task It_is_not_introduced_and_known_by_its_id()
    {
        Assert.DoesNotContain(host.Catalog.Introduced, id => id.Value == Million);
        var row = (await host.ResultsAsync(Million, 1_000_000, 1)).GetProperty("data").GetProperty("job_results").EnumerateArray().Single();
        Assert.NotNull(row.GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task Ten_thousand_jobs_are_granted_a_page_and_they_are_those_of_ten_smaller_ones()
    {
        var large = await RowsAsync(3, 10_000);
        Assert.Equal(10_000, large.Count);

        var small = new List<string>();
        for (var page = 21; page <= 30; page++)
        {
            small.AddRange(await RowsAsync(page, 1000));
        }

        Assert.Equal(small, large, StringComparer.Ordinal);
        Assert.Equal(10_000, (await PaginationAsync(100_000)).GetProperty("page_size").GetInt32());
        Assert.Equal(100, (await PaginationAsync(100_000)).GetProperty("total_pages").GetInt32());
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_get_the_same_totals()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(page => host.ResultsAsync(Million, page, 1)));

        Assert.Single(answers.Select(answer => answer.GetProperty("data").GetProperty("statistics").GetRawText()).Distinct(StringComparer.Ordinal));
    }

    private async Task<List<string>> RowsAsync(int page, int size) =>
        [.. (await host.ResultsAsync(Million, page, size)).GetProperty("data").GetProperty("job_results").EnumerateArray().Select(row => row.GetRawText())];

    private async Task<JsonElement> PaginationAsync(int size) =>
        (await host.ResultsAsync(Million, int.MaxValue, size)).GetProperty("data").GetProperty("pagination");
}
