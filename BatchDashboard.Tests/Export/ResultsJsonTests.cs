using System.Text;
using System.Text.Json;
using BatchDashboard.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Export;

/// <summary>An exported file is what the API sent, and makes the same batch again.</summary>
public sealed class ResultsJsonTests : IAsyncLifetime
{
    private static readonly BatchId Other = BatchId.Parse("other");
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _dashboard = await Dashboard.StartAsync(null);

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public async Task Hostile_rows_come_back_as_they_were_sent() => await HostileJson.Job.Array[1, 8].SampleAsync(
        async all =>
        {
            var rows = HostileJson.WithoutRepeats(all);
            await using var one = await Dashboard.StartAsync(null);
            await ImportAsync(one, Body(rows));
            var exported = JsonElement.Parse(await ExportAsync(one, ""));
            var jobs = exported.GetProperty("data").GetProperty("job_results").EnumerateArray().ToArray();
            Assert.Equal(rows.Length, jobs.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                var stored = await one.Store.FindJobAsync((await one.Store.FindAsync(Other, Token))!.Current!.Key, i, Token);
                HostileJson.AssertSame(JobRowBuilder.Raw(stored!.Job).GetRawText(), jobs[i].GetRawText());
            }
        },
        iter: 40,
        threads: 1);

    [Fact]
    public async Task An_exported_batch_that_is_imported_elsewhere_is_the_same_batch()
    {
        var rows = HostileJson.WithoutRepeats(HostileJson.Job.Array[60].Single());
        await ImportAsync(_dashboard, Body(rows));
        await using var elsewhere = await Dashboard.StartAsync(null);

        await ImportAsync(elsewhere, await ExportAsync(_dashboard, ""));

        var (before, after) = (await _dashboard.Store.FindAsync(Other, Token), await elsewhere.Store.FindAsync(Other, Token));
        Assert.Equal(
            (before!.Name, before.Status, before.Successful, before.Failed, before.Total, before.Current!.Jobs, before.Current.ExpectedJobs),
            (after!.Name, after.Status, after.Successful, after.Failed, after.Total, after.Current!.Jobs, after.Current.ExpectedJobs));
        for (var i = 0; i < rows.Length; i++)
        {
            var (job, same) = (await _dashboard.Store.FindJobAsync(before.Current.Key, i, Token), await elsewhere.Store.FindJobAsync(after.Current.Key, i, Token));
            Assert.Equal(JobRowBuilder.Raw(job!.Job).GetRawText(), JobRowBuilder.Raw(same!.Job).GetRawText());
        }

        Assert.Equal(await ExportAsync(_dashboard, ""), await ExportAsync(elsewhere, ""));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_kept_around_the_jobs_too()
    {
        await ImportAsync(_dashboard, """
            {"success":true,"message":"ok","data":{"new_part":[1],"batch_summary":{"batch_id":"other","status":"completed","added":null},
            "job_results":[{"job_id":"a"}],"pagination":{"page":1,"page_size":10,"total_items":1,"total_pages":1,"cursor":"x"}},
            "metadata":{"request_id":"req-1","region":"eu"},"later":{"a":"b"}}
            """);

        HostileJson.AssertSame(
            """
            {"success":true,"message":"ok","data":{"batch_summary":{"batch_id":"other","status":"completed","added":null},
            "job_results":[{"job_id":"a"}],"pagination":{"page":1,"page_size":1,"total_items":1,"total_pages":1,"cursor":"x"},"new_part":[1]},
            "metadata":{"request_id":"req-1","region":"eu"},"later":{"a":"b"}}
            """,
            await ExportAsync(_dashboard, ""));
    }

    [Fact]
    public async Task A_copy_that_lacks_announced_jobs_comes_back_as_one_that_lacks_them()
    {
        await ImportAsync(_dashboard, """
            {"data":{"batch_summary":{"batch_id":"other","status":"completed"},"job_results":[{"job_id":"a"},{"job_id":"b"}],
            "pagination":{"page":1,"page_size":10,"total_items":5,"total_pages":1}}}
            """);
        await using var elsewhere = await Dashboard.StartAsync(null);

        await ImportAsync(elsewhere, await ExportAsync(_dashboard, ""));

        var copy = (await elsewhere.Store.FindAsync(Other, Token))!.Current!;
        Assert.Equal((2L, 5L, true), (copy.Jobs, copy.ExpectedJobs, copy.IsShort));
    }

    [Fact]
    public async Task A_filtered_export_says_so_and_is_not_taken_for_the_batch()
    {
        await ImportAsync(_dashboard, Body([.. Enumerable.Range(0, 30).Select(ordinal => Pages.Job(ordinal))]));

        var text = await ExportAsync(_dashboard, "?status=failed&sort=-size");

        var body = JsonElement.Parse(text);
        Assert.Equal(3, body.GetProperty("data").GetProperty("pagination").GetProperty("total_items").GetInt32());
        Assert.Equal(["job-20", "job-10", "job-0"], body.GetProperty("data").GetProperty("job_results").EnumerateArray().Select(job => job.GetProperty("job_id").GetString()));
        var mark = body.GetProperty("metadata").GetProperty("export");
        Assert.Equal(("status=failed", 3, 30), (mark.GetProperty("filter").GetString(), mark.GetProperty("total").GetInt32(), mark.GetProperty("jobs_in_batch").GetInt32()));
        var report = await _dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "some.json", Token);
        Assert.Equal("The file is an export of 3 of the 30 jobs of a batch, and would be taken for all of them.", report.Problem!.Sentence);
        Assert.Equal(30, (await _dashboard.Store.FindAsync(Other, Token))!.Current!.Jobs);
    }

    [Fact]
    public async Task An_order_alone_leaves_no_job_out_so_the_file_is_the_batch_in_the_order_of_the_api()
    {
        await ImportAsync(_dashboard, Body([.. Enumerable.Range(0, 30).Select(ordinal => Pages.Job(ordinal))]));

        Assert.Equal(await ExportAsync(_dashboard, ""), await ExportAsync(_dashboard, "?sort=-size&page=3"));
    }

    private static string Body(string[] rows) =>
        """{"success":true,"data":{"batch_summary":{"batch_id":"other","batch_name":"Reports","status":"completed",""" +
        $"\"completion\":{{\"successful\":1,\"failed\":2,\"total_items\":{rows.Length}}}}},\"job_results\":[{string.Join(',', rows)}]," +
        $"\"pagination\":{{\"page\":1,\"page_size\":{rows.Length},\"total_items\":{rows.Length},\"total_pages\":1}}}}}}";

    private static async Task ImportAsync(Dashboard dashboard, string text) =>
        Assert.Null((await dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file.json", Token)).Problem);

    private static async Task<string> ExportAsync(Dashboard dashboard, string query)
    {
        var export = await dashboard.Services.GetRequiredService<JobsExports>().FindAsync(Other, JobQuery.Parse(query).Query, null, Token);
        using var target = new MemoryStream();
        await ResultsJson.WriteAsync(export.Value!, DateTimeOffset.UnixEpoch, target, _ => { }, Token);
        return Encoding.UTF8.GetString(target.ToArray());
    }
}
