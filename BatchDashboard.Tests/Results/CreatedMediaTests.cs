using System.Net;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Results;

/// <summary>Which media items a batch created: the API's sample, and all of them once the jobs are here.</summary>
public sealed class CreatedMediaTests
{
    private const string Page = "/batches/batch-abc123";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_the_download_it_is_the_APIs_sample_and_after_it_all_of_them_and_a_file()
    {
        await using var app = await RunningApp.StartAsync(Token);
        var sample = (await app.PageAsync(Page, Token)).Html;
        using var early = await app.Client.GetAsync($"/export{Page}/media.csv", Token);

        await app.CopyAsync(BatchId.Parse("batch-abc123"), Token);
        var all = (await app.PageAsync(Page, Token)).Html;
        var lines = (await app.Client.GetStringAsync($"/export{Page}/media.csv", Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var images = (await app.Client.GetStringAsync($"/export{Page}/media.csv?type=IMAGE", Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("A sample from the API: 4 of 180", sample, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/vec-jkl012\"", sample, StringComparison.Ordinal);
        Assert.Contains("Copy these 4 ids", sample, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Contains("All 180, from the downloaded jobs", all, StringComparison.Ordinal);
        Assert.Contains("Copy these 15 ids", all, StringComparison.Ordinal);
        Assert.Equal(181, lines.Length);
        Assert.EndsWith("media_type,media_id,job_id,filename", lines[0], StringComparison.Ordinal);
        Assert.Equal("document,vec-abc123,job-123abc,q4_summary.pdf", lines[1]);
        Assert.Equal(lines.Where(line => line.StartsWith("image,", StringComparison.Ordinal)), images[1..]);
        Assert.InRange(images.Length, 2, 100);
    }

    [Theory]
    [InlineData("/export/batches/no-such-batch/media.csv", HttpStatusCode.NotFound)]
    [InlineData("/export/batches/%3Cb%3E/media.json", HttpStatusCode.NotFound)]
    [InlineData("/export/batches/batch-abc123/media.pdf", HttpStatusCode.BadRequest)]
    [InlineData("/export/batches/batch-abc123/media.csv?status=failed", HttpStatusCode.BadRequest)]
    public async Task A_file_of_nothing_is_refused_in_words(string path, HttpStatusCode status)
    {
        await using var app = await RunningApp.StartAsync(Token);
        using var answer = await app.Client.GetAsync(path, Token);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("null", "names none")]
    [InlineData("[]", "names none")]
    [InlineData("""{"document":null,"image":[],"video":{}}""", "names none")]
    [InlineData("""{"document":"vec-only"}""", "A sample from the API: 1 of 180")]
    [InlineData("""{"document":["vec-a","vec-a","",null,7,"../etc","<b>id</b>"]}""", "A sample from the API: 4 of 180")]
    public async Task Ids_of_any_shape_are_shown_as_far_as_they_can_be(string ids, string words)
    {
        await using var api = await ApiServer.StartAsync();
        api.Answer("batch-odd", (_, _) =>
            $$"""{"success":true,"data":{"batch_summary":{"batch_id":"batch-odd","status":"completed"},"job_results":[],"statistics":{"media_distribution":{"total_created_media_items":180,"media_ids_by_type":{{ids}} } } } }""");
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={api.BaseUrl}"]);

        var page = (await app.PageAsync("/batches/batch-odd", Token)).Html;

        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/media/..", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>id</b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_downloaded_batch_jobs_without_an_id_or_with_that_of_another_are_counted_as_they_are()
    {
        await using var api = await ApiServer.StartAsync();
        api.Answer("batch-odd", (_, _) =>
            """
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-odd","status":"completed","completion":{"successful":6,"failed":0,"total_items":6}},"job_results":[
            {"job_id":"1","media_id":"vec-A","media_type":"document","status":"succeeded"},{"job_id":"2","media_id":"vec-A","media_type":"document","status":"processed"},
            {"job_id":"3","media_id":"","media_type":"document","status":"succeeded"},{"job_id":"4","media_id":null,"media_type":"image","status":"succeeded"},
            {"job_id":"5","media_id":"vec-B","status":"succeeded"},7],
            "statistics":{"media_distribution":{"total_created_media_items":6}},"pagination":{"page":1,"page_size":50,"total_items":6,"total_pages":1}}}
            """);
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={api.BaseUrl}"]);
        var id = BatchId.Parse("batch-odd");
        await app.CopyAsync(id, Token);

        var view = await app.Services.GetRequiredService<IResultsService>().GetBatchAsync(id, JobQuery.Default, Token);
        var page = (await app.PageAsync("/batches/batch-odd", Token)).Html;
        var lines = (await app.Client.GetStringAsync("/export/batches/batch-odd/media.csv", Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["document 2 vec-A", "unknown 1 vec-B"],
            view.Value!.Batch.Media.Types.Select(type => $"{type.Name} {type.Count} {string.Join(',', type.Ids)}"));
        Assert.Contains("href=\"/batches/batch-odd?status=succeeded&amp;status=processed&amp;type=document#jobs\"", page, StringComparison.Ordinal);
        Assert.Contains("All 3 of the downloaded jobs; the API counts 6", page, StringComparison.Ordinal);
        Assert.Equal(["document,vec-A,1,", "document,vec-A,2,", ",vec-B,5,"], lines[1..]);
    }

    [Theory]
    [InlineData("""{"document":["vec-a","vec-b","vec-c"]}""", "The API names 3 ids, but counts 2 media items")]
    [InlineData("""{"document":["vec-a","vec-b"]}""", "A sample from the API: 2 of 2")]
    public async Task A_sample_is_never_larger_than_what_it_is_of(string ids, string words)
    {
        await using var api = await ApiServer.StartAsync();
        api.Answer("batch-odd", (_, _) =>
            $$"""{"success":true,"data":{"batch_summary":{"batch_id":"batch-odd","status":"completed"},"job_results":[],"statistics":{"media_distribution":{"total_created_media_items":2,"media_ids_by_type":{{ids}} } } } }""");
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={api.BaseUrl}"]);

        Assert.Contains(words, (await app.PageAsync("/batches/batch-odd", Token)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_types_than_are_shown_are_counted_and_a_batch_that_sends_fewer_jobs_than_it_counts_has_the_ids_of_those()
    {
        await using var api = await ApiServer.StartAsync();
        var jobs = string.Join(',', Enumerable.Range(1, 25).Select(job => $$"""{"job_id":"{{job}}","media_id":"vec-{{job}}","media_type":"type-{{job}}","status":"succeeded"}"""));
        api.Answer("batch-odd", (page, _) =>
            $$"""
            {"success":true,"data":{"batch_summary":{"batch_id":"batch-odd","status":"completed","completion":{"successful":40,"failed":0,"total_items":40} },"job_results":[{{(page == 1 ? jobs : "")}}],
            "statistics":{"media_distribution":{"total_created_media_items":40} },"pagination":{"page":{{page}},"page_size":50,"total_items":40,"total_pages":1} } }
            """);
        await using var app = await RunningApp.StartAsync(Token, arguments: ["--Results:Source=Live", "--Wickson:ApiKey=any", $"--Wickson:BaseUrl={api.BaseUrl}"]);
        await app.CopyAsync(BatchId.Parse("batch-odd"), Token);

        var page = (await app.PageAsync("/batches/batch-odd", Token)).Html;

        Assert.Contains("All 25 of the downloaded jobs; the API counts 40", page, StringComparison.Ordinal);
        Assert.Contains("and 5 more types with 5 media items", page, StringComparison.Ordinal);
        Assert.Contains("All 25 media ids", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_batch_that_sends_fewer_jobs_than_its_summary_names_ids_those_of_the_summary_stay()
    {
        await using var app = await RunningApp.StartAsync(Token);
        await app.CopyAsync(BatchId.Parse("batch-as-documented"), Token);

        var page = (await app.PageAsync("/batches/batch-as-documented", Token)).Html;

        Assert.Contains("A sample from the API: 4 of 180", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/vec-jkl012\"", page, StringComparison.Ordinal);
    }
}
