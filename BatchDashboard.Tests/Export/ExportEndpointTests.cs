using System.Net;
using System.Text;
using System.Text.Json;
using BatchDashboard.Data;
using BatchDashboard.Export;
using BatchDashboard.Import;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Lineage;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Triage;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace BatchDashboard.Tests.Export;

/// <summary>Downloads over real HTTP, of the app with its sandbox.</summary>
public sealed class ExportEndpointTests : IAsyncLifetime
{
    private const string Jobs = "/export/batches/batch-abc123/jobs";
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private RunningApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await RunningApp.StartAsync(Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_download_has_the_jobs_that_the_grid_shows_in_its_order_and_a_name_that_says_which()
    {
        await CopyAsync(Sample);

        using var answer = await _app.Client.GetAsync(Jobs + ".csv?status=failed&error=corrupted_file&sort=-size&page=2&pageSize=25", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Matches(@"^batch-abc123_status-failed_error-corrupted_file_\d{8}-\d{6}Z\.csv$", answer.Content.Headers.ContentDisposition.FileNameStar);
        var lines = Lines(await answer.Content.ReadAsStringAsync(Token));
        var grid = await _app.Services.GetRequiredService<IResultsService>().GetBatchAsync(Sample, JobQuery.Parse("?status=failed&error=corrupted_file&sort=-size").Query, Token);
        Assert.Equal(8, lines.Length - 1);
        Assert.Equal(grid.Value!.Jobs.Rows.Select(row => row.JobId), lines.Skip(1).Select(line => line.Split(',')[1]));
    }

    [Fact]
    public async Task Without_a_filter_all_jobs_come_in_every_format()
    {
        await CopyAsync(Sample);

        Assert.Equal(201, Lines(await _app.Client.GetStringAsync(Jobs + ".csv", Token)).Length);
        var json = JsonElement.Parse(await _app.Client.GetStringAsync(Jobs + ".json", Token));
        Assert.Equal(200, json.GetProperty("data").GetProperty("job_results").GetArrayLength());
        Assert.False(json.GetProperty("metadata").TryGetProperty("export", out _));
        var sheet = MiniExcel.Query(new MemoryStream(await _app.Client.GetByteArrayAsync(Jobs + ".xlsx", Token)), useHeaderRow: true).ToList();
        Assert.Equal(200, sheet.Count);
        Assert.Equal("financial_data.xlsx", ((IDictionary<string, object>)sheet[1])["filename"]);
    }

    [Fact]
    public async Task A_selection_is_exported_as_it_was_made()
    {
        await CopyAsync(Sample);
        var scopes = _app.Services.GetRequiredService<JobScopes>();
        var ticket = scopes.Keep(new JobScope(Sample, ["row-7", "job-abc456", "no-such-job", "row-900", "job-123abc"]));

        var lines = Lines(await _app.Client.GetStringAsync($"{Jobs}.csv?scope={ticket}", Token));

        Assert.Equal(["7", "2", "1"], lines.Skip(1).Select(line => line.Split(',')[0]));
        await AssertRefusedAsync($"{Jobs}.csv?scope={ticket}&status=failed", HttpStatusCode.BadRequest, "“status” cannot be combined with “scope”");
        await AssertRefusedAsync($"{Jobs}.csv?scope=0123", HttpStatusCode.NotFound, "selection");
        await CopyAsync(BatchId.Parse("batch-hostile-names"));
        await AssertRefusedAsync($"/export/batches/batch-hostile-names/jobs.csv?scope={ticket}", HttpStatusCode.NotFound, "selection");
    }

    [Fact]
    public async Task What_operators_said_and_did_about_failed_files_stands_in_their_rows()
    {
        await CopyAsync(Sample);
        var triage = _app.Services.GetRequiredService<TriageStore>();
        await triage.ChangeAsync(TriageTarget.OfErrors(Sample, "format_error"), new TriageChange(TriageState.Acknowledged, "Ada", "=see the \"ticket\"", "Bob"), 0, Token);
        var grid = await _app.Services.GetRequiredService<IResultsService>().GetBatchAsync(Sample, JobQuery.Parse("?error=corrupted_file").Query, Token);
        var (own, other) = (grid.Value!.Jobs.Rows[0].Key, grid.Value.Jobs.Rows[1].Key);
        await triage.ChangeJobsAsync(Sample, [own], new TriageChange(TriageState.WontFix, null, null, "Bob"), null, Token);
        await SentRows.WriteAsync(
            Path.Combine(_app.Services.GetRequiredService<DataDirectory>().Path, "sandbox.db"),
            new SentBatch("batch-new", new Sent(Sample.Value, other, "job-new", "succeeded") { Code = "corrupted_file" }));

        using var stream = new MemoryStream(await _app.Client.GetByteArrayAsync(Jobs + ".xlsx", Token));
        var rows = (await stream.QueryAsync(useHeaderRow: true, cancellationToken: Token)).Cast<IDictionary<string, object>>().ToList();

        string Cells(IDictionary<string, object> row) => string.Join('|', OperatorColumns.Names.Select(name => row[name]));
        Assert.All(rows.Where(row => Equals(row["error_code"], "format_error")), row => Assert.Equal("acknowledged|Ada|=see the \"ticket\"||", Cells(row)));
        Assert.Equal("wont-fix||||", Cells(rows.Single(row => Equals(row["job_id"], own))));
        Assert.Equal("open|||batch-new|job-new", Cells(rows.Single(row => Equals(row["job_id"], other))));
        Assert.All(rows.Where(row => !Equals(row["status"], "failed")), row => Assert.Equal("||||", Cells(row)));
        Assert.Contains("'=see the", await _app.Client.GetStringAsync(Jobs + ".csv", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_shares_the_id_of_another_has_only_what_was_said_and_done_about_itself()
    {
        await ImportAsync("""
            {"data":{"batch_summary":{"batch_id":"batch-twice","status":"completed"},"job_results":[
            {"job_id":"same","filename":"one.pdf","status":"failed"},{"job_id":"same","filename":"two.pdf","status":"failed"},
            {"job_id":"same","filename":"three.pdf","status":"failed"}]}}
            """);
        var twice = BatchId.Parse("batch-twice");
        var triage = _app.Services.GetRequiredService<TriageStore>();
        await triage.ChangeJobsAsync(twice, ["same"], new TriageChange(TriageState.WontFix, "Ada", null, "Bob"), null, Token);
        await triage.ChangeJobsAsync(twice, ["row-3"], new TriageChange(TriageState.Acknowledged, null, null, "Bob"), null, Token);
        await SentRows.WriteAsync(
            Path.Combine(_app.Services.GetRequiredService<DataDirectory>().Path, "sandbox.db"),
            new SentBatch("batch-new", new Sent("batch-twice", "same", "job-new", "succeeded")));

        var lines = Lines(await _app.Client.GetStringAsync("/export/batches/batch-twice/jobs.csv", Token));

        Assert.Collection(
            lines.Skip(1),
            first => Assert.EndsWith(",wont-fix,Ada,,batch-new,job-new,", first, StringComparison.Ordinal),
            second => Assert.EndsWith(",open,,,,,", second, StringComparison.Ordinal),
            third => Assert.EndsWith(",acknowledged,,,,,", third, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_copied_wholly_is_refused_and_says_how_to_copy_it()
    {
        _ = await _app.Services.GetRequiredService<IResultsService>().GetBatchAsync(Sample, JobQuery.Default, Token);

        await AssertRefusedAsync(Jobs + ".csv", HttpStatusCode.Conflict, "Only 50 of 200 jobs");
    }

    [Theory]
    [InlineData("/export/batches/no-such-batch/jobs.csv", "no copy of the batch “no-such-batch”")]
    [InlineData("/export/batches/%3Cscript%3E/jobs.csv", "cannot be a batch id")]
    public async Task What_there_is_not_is_a_page_in_words(string path, string words) => await AssertRefusedAsync(path, HttpStatusCode.NotFound, words);

    [Theory]
    [InlineData("STATUS=FAILED&status=nonsense", 20)]
    [InlineData("type=Document&error=FORMAT_ERROR", 12)]
    [InlineData("error=Corrupted_File&triage=Open&fix=FAILING&sort=-FileName", 8)]
    [InlineData("detail=FORMAT:.XLSX", 3)]
    public async Task Values_match_in_any_case_of_letters(string query, int jobs)
    {
        await CopyAsync(Sample);

        Assert.Equal(jobs, Lines(await _app.Client.GetStringAsync($"{Jobs}.CSV?{query}", Token)).Length - 1);
    }

    [Fact]
    public async Task A_message_pattern_is_found_by_its_id_in_any_case_of_letters()
    {
        await CopyAsync(Sample);
        var groups = await _app.Services.GetRequiredService<IResultsService>().GetFailureGroupsAsync(Sample, "corrupted_file", null, Token);
        var pattern = groups.Value!.Groups[0].Jobs.Pattern.ToUpperInvariant();

        Assert.Equal(groups.Value.Groups[0].Count, Lines(await _app.Client.GetStringAsync($"{Jobs}.csv?pattern={pattern}", Token)).Length - 1);
    }

    [Theory]
    [InlineData("status=nonsense")]
    [InlineData("type=hologram")]
    [InlineData("error=quota_exceeded")]
    [InlineData("error=no_such_code")]
    [InlineData("detail=nobody:knows")]
    [InlineData("pattern=0123")]
    [InlineData("fix=fixed")]
    [InlineData("q=nothing%20has%20this%20name")]
    public async Task What_no_job_has_is_an_empty_file_with_its_header(string query)
    {
        await CopyAsync(Sample);

        Assert.StartsWith("number,job_id", Assert.Single(Lines(await _app.Client.GetStringAsync($"{Jobs}.csv?{query}", Token))), StringComparison.Ordinal);
        var json = JsonElement.Parse(await _app.Client.GetStringAsync($"{Jobs}.json?{query}", Token));
        Assert.Equal(0, json.GetProperty("data").GetProperty("job_results").GetArrayLength());
        var cells = MiniExcel.Query(new MemoryStream(await _app.Client.GetByteArrayAsync($"{Jobs}.xlsx?{query}", Token))).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal("job_id", Assert.Single(cells)["B"]);
    }

    [Fact]
    public async Task Codes_that_differ_only_in_the_case_of_their_letters_are_found_together_and_a_groups_link_finds_its_own()
    {
        await ImportAsync("""
            {"data":{"batch_summary":{"batch_id":"batch-case","collection":"Mixed","status":"completed"},"job_results":[
            {"job_id":"a","filename":"a","status":"FAILED","error":{"code":"Bad_Thing","details":{"Format":".PDF"}}},
            {"job_id":"b","filename":"b","status":"failed","error":{"code":"bad_thing","details":{"Format":".pdf"}}},
            {"job_id":"c","filename":"c","status":"succeeded"}]}}
            """);

        async Task<string> FoundAsync(string query) =>
            string.Concat(Lines(await _app.Client.GetStringAsync("/export/batches/batch-case/jobs.csv?" + query, Token)).Skip(1).Select(line => line.Split(',')[1]));

        Assert.Equal("ab", await FoundAsync("error=BAD_THING"));
        Assert.Equal("ab", await FoundAsync("status=Failed"));
        Assert.Equal("b", await FoundAsync("detail=format:.pdf"));
        Assert.Equal("a", await FoundAsync("detail=Format:.PDF"));
        Assert.Equal("ab", await FoundAsync("detail=Format:.Pdf"));
    }

    [Fact]
    public async Task Head_tells_the_file_and_sends_nothing()
    {
        await CopyAsync(Sample);

        using var answer = await _app.SendAsync(HttpMethod.Head, Jobs + ".xlsx", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith(".xlsx", answer.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_download_tells_how_far_it_is_and_ends_when_the_page_says_so()
    {
        var big = BatchId.Parse("batch-100k");
        await CopyAsync(big);
        var told = new TaskCompletionSource<ExportProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = _app.Services.GetRequiredService<ExportRuns>().Expect(progress =>
        {
            began.TrySetResult();
            if (progress.State != ExportState.Running)
            {
                told.TrySetResult(progress);
            }
        });

        using var answer = await _app.Client.GetAsync($"/export/batches/batch-100k/jobs.json?run={run.Ticket}", HttpCompletionOption.ResponseHeadersRead, Token);
        await began.Task.InTimeAsync();
        run.Cancel();

        // The connection is broken off: half a file is not taken for the whole.
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, Token));
        var end = await told.Task.InTimeAsync();
        Assert.Equal((ExportState.Cancelled, 100_000L), (end.State, end.Total));
    }

    [Fact]
    public async Task A_browser_that_goes_away_ends_the_reading()
    {
        await CopyAsync(BatchId.Parse("batch-100k"));
        var told = new TaskCompletionSource<ExportProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = _app.Services.GetRequiredService<ExportRuns>().Expect(progress =>
        {
            if (progress.State != ExportState.Running)
            {
                told.TrySetResult(progress);
            }
        });
        using (var answer = await _app.Client.GetAsync($"/export/batches/batch-100k/jobs.xlsx?run={run.Ticket}", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await using var body = await answer.Content.ReadAsStreamAsync(Token);
            _ = await body.ReadAsync(new byte[100], Token);
        }

        Assert.Equal(ExportState.Cancelled, (await told.Task.InTimeAsync()).State);
    }

    [Fact]
    public async Task The_list_of_batches_is_exported_as_filtered()
    {
        await CopyAsync(Sample);
        await CopyAsync(BatchId.Parse("batch-hostile-names"));

        var json = JsonElement.Parse(await _app.Client.GetStringAsync("/export/batches.json?collection=reports-collection&sort=name", Token));
        var lines = Lines(await _app.Client.GetStringAsync("/export/batches.csv", Token));

        Assert.All(json.GetProperty("items").EnumerateArray(), item => Assert.Equal("reports-collection", item.GetProperty("collection").GetString()));
        Assert.InRange(json.GetProperty("total").GetInt32(), 1, lines.Length - 2);
        Assert.StartsWith("batch_id,batch_name,collection,status", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, Lines(await _app.Client.GetStringAsync("/export/batches.csv?q=ABC123&collection=REPORTS-Collection&status=Completed&sort=-NAME", Token)).Length);
        Assert.Single(Lines(await _app.Client.GetStringAsync("/export/batches.csv?status=nonsense", Token)));
    }

    [Fact]
    public async Task Errors_over_all_batches_are_exported()
    {
        await CopyAsync(Sample);

        var lines = Lines(await _app.Client.GetStringAsync("/export/errors.csv", Token));

        var some = Lines(await _app.Client.GetStringAsync("/export/errors.csv?error=FORMAT_error&collection=Reports-Collection", Token));
        Assert.All(some.Skip(1), line => Assert.StartsWith("format_error,", line, StringComparison.Ordinal));
        Assert.Contains(some.Skip(1), line => line.Contains(",batch-abc123,", StringComparison.Ordinal));
        Assert.Single(Lines(await _app.Client.GetStringAsync("/export/errors.csv?error=no_such_code", Token)));
        Assert.Contains(lines, line => line.StartsWith("format_error,", StringComparison.Ordinal) && line.Contains(",batch-abc123,", StringComparison.Ordinal) && line.EndsWith(",12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_compared_files_is_exported_as_searched()
    {
        await CopyAsync(Sample);
        await ImportAsync("""
            {"data":{"batch_summary":{"batch_id":"batch-second","status":"completed"},"job_results":[
            {"job_id":"s1","filename":"financial_data.pdf","status":"succeeded"},{"job_id":"s2","filename":"q4_summary.pdf","status":"failed"}]}}
            """);

        var all = Lines(await _app.Client.GetStringAsync("/export/compare.csv?left=batch-abc123&right=batch-second&list=FIXED", Token));
        var some = JsonElement.Parse(await _app.Client.GetStringAsync("/export/compare.json?left=batch-abc123&right=batch-second&q=financial", Token));

        Assert.Equal(2, all.Length);
        Assert.StartsWith("financial_data.xlsx,financial_data.pdf,2,job-abc456,failed,", all[1], StringComparison.Ordinal);
        Assert.Equal("succeeded", some.GetProperty("items")[0].GetProperty("right_status").GetString());
        await AssertRefusedAsync("/export/compare.csv?left=batch-abc123&right=batch-abc123", HttpStatusCode.BadRequest, "same batch");
        await AssertRefusedAsync("/export/compare.csv?left=batch-abc123", HttpStatusCode.BadRequest, "“right” has no batch id.");
        await AssertRefusedAsync("/export/compare.csv?left=batch-abc123&right=nobody", HttpStatusCode.NotFound, "/batches/nobody?status=failed");
    }

    private async Task ImportAsync(string results)
    {
        var report = await _app.Services.GetRequiredService<ResultsImport>().ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(results)), "results.json", Token);
        Assert.Null(report.Problem);
    }

    private async Task AssertRefusedAsync(string path, HttpStatusCode status, string words)
    {
        using var text = await _app.SendAsync(HttpMethod.Get, path, Token);
        using var page = await _app.SendAsync(HttpMethod.Get, path, Token, ("Accept", "text/html"));

        Assert.Equal((status, status), (text.StatusCode, page.StatusCode));
        Assert.Contains(words, await text.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("<h1", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Null(text.Content.Headers.ContentDisposition);
    }

    private async Task CopyAsync(BatchId id)
    {
        await _app.CopyAsync(id, Token);
        Assert.NotNull((await _app.Services.GetRequiredService<BatchStore>().FindAsync(id, Token))!.Current);
    }

    private static string[] Lines(string text) => text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
