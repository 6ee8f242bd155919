using System.Globalization;
using System.Text.Json;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Cases;

/// <summary>Bodies that were once told wrong, each through the real host: live, downloaded, exported and after a restart.</summary>
public sealed class CaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() => new(
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_body_says_the_same_live_downloaded_exported_and_after_a_restart(string name)
    {
        await using var app = await CaseApp.StartAsync(name);
        var live = Told(await app.LiveAsync());

        await app.DownloadAsync();
        Assert.Equal(live, Told(await app.FindAsync()));

        await app.RestartAsync();
        var page = await app.FindAsync();
        Assert.Equal(live, Told(page));
        Assert.Equal(page.Batch.Completion, (await app.ListedAsync()).Completion);
        Assert.Equal(page.Batch.Size.TotalBytes, (await app.ListedAsync()).TotalBytes);
        var batch = Assert.Single(await app.RowsAsync("/export/batches.csv"));
        Assert.Equal(
            Told([page.Batch.Completion.Succeeded, page.Batch.Completion.Failed, page.Batch.Completion.Total, Math.Round(page.Batch.Completion.Percent!.Value, 3), page.Batch.Size.TotalBytes]),
            Told([batch["successful"], batch["failed"], batch["total_items"], batch["completion_percent"], batch["total_files_size_bytes"]]));
        var jobs = await app.RowsAsync($"/export/batches/{app.Id}/jobs.csv");
        Assert.Equal(
            page.Jobs.Rows.Select(row => Told([row.JobId, row.FileName, row.MediaType, row.Status, row.SizeBytes, row.ErrorCode, row.ErrorMessage])),
            jobs.Select(row => Told([row["job_id"], row["filename"], row["media_type"], row["status"], row["size_bytes"], row["error_code"], row["error_message"]])));
        var exported = await app.JsonAsync();
        Assert.Equal(CaseApp.Jobs(app.Body).Count(), exported.Count);
        Assert.All(CaseApp.Jobs(app.Body).Zip(exported), job => Assert.True(JsonElement.DeepEquals(job.First, job.Second), job.Second.GetRawText()));
    }

    [Theory]
    [InlineData("rate-100-with-a-failure", "99.9 %", 99.995, "19,999 of 20,000 succeeded")]
    [InlineData("rate-100-while-running", "50 %", 50.0, "5 of 10 succeeded")]
    [InlineData("no-total", "90 %", 90.0, "180 of 200 succeeded")]
    public async Task The_percent_is_that_of_the_counts_wherever_it_stands(string name, string shown, double percent, string text)
    {
        await using var app = await CaseApp.StartAsync(name);
        var live = await app.HtmlAsync();

        await app.DownloadAsync();
        await app.RestartAsync();
        var copied = await app.HtmlAsync();

        Assert.All([live, copied], html => Assert.Contains($">{shown}</span>", Plain(html), StringComparison.Ordinal));
        Assert.All([live, copied], html => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.All([live, copied], html => Assert.DoesNotContain("aria-valuenow=\"100\"", html, StringComparison.Ordinal));
        Assert.Equal(percent, (await app.ListedAsync()).Completion.Percent!.Value, 9);
        await app.App.CopyAsync(BatchId.Parse("batch-abc123"), Token);
        Assert.Contains($">{shown}<", Plain((await app.App.PageAsync($"/compare?left={app.Id}&right=batch-abc123", Token)).Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_that_contradicts_its_counts_is_mentioned_once()
    {
        await using var app = await CaseApp.StartAsync("rate-100-while-running");

        Assert.Equal(["The summary and the statistics say 100 %, but 5 of 10 items are 50 %."], (await app.LiveAsync()).Batch.Discrepancies.Where(sentence => sentence.Contains('%', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Words_are_the_same_in_any_case_of_letters()
    {
        await using var app = await CaseApp.StartAsync("status-in-capitals");
        await app.DownloadAsync();
        await app.RestartAsync();

        var page = await app.FindAsync();
        Assert.Equal([("format_error", 2L)], page.Batch.Errors.Select(error => (error.ErrorType, error.Count)));
        Assert.Equal(["b.xlsx", "c.xlsx"], page.Batch.Errors[0].AffectedFiles.Select(file => file.FileName));
        Assert.All(page.Batch.Errors[0].AffectedFiles, file => Assert.NotNull(file.JobKey));
        Assert.Equal([("document", 3L)], page.Batch.MediaTypes.Select(type => (type.Name, type.Count)));
        Assert.Empty(page.Batch.Discrepancies);
        Assert.All(page.Batch.Reconciled.Where(count => count.Announced is not null), count => Assert.Equal(count.Announced, count.Copied));
        Assert.Equal(
            [[("FAILED", 2L), ("SUCCEEDED", 1L)], [("document", 3L)], [("format_error", 2L)]],
            new[] { page.Jobs.Options.Statuses, page.Jobs.Options.MediaTypes, page.Jobs.Options.ErrorCodes }.Select(options => options.Select(one => (one.Value, one.Count!.Value))));

        string[] failed = ["job-2", "job-3"];
        Assert.All(
            ["?status=failed", "?status=FAILED&type=Document", "?error=format_error", "?error=Format_Error", "?fix=failing"],
            query => Assert.Equal(failed, app.FindAsync(query).GetAwaiter().GetResult().Jobs.Rows.Select(row => row.JobId)));

        var job = (await app.App.Services.GetRequiredService<IResultsService>().GetJobAsync(app.Id, "job-2", Token)).Value!;
        Assert.Equal((1, 2, "job-3", 1), (job.FailedPosition, job.FailedCount, job.NextFailed!.Key, job.SameErrorCount));
        Assert.Equal("See the details of each file", job.Resolution);
        Assert.Contains("2 files", await app.HtmlAsync("/errors/FORMAT_error"), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing to fix", await app.HtmlAsync("/resubmit"), StringComparison.Ordinal);
        using var kit = await app.App.Client.GetAsync($"/export/batches/{app.Id}/kit.zip", Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, kit.StatusCode);
        Assert.Contains("open", (await app.RowsAsync($"/export/batches/{app.Id}/jobs.csv"))[2].Values);
    }

    [Fact]
    public async Task Advice_follows_what_Wickson_found_rather_than_the_names()
    {
        await using var app = await CaseApp.StartAsync("the-extension-lies");
        await app.DownloadAsync();

        foreach (var html in new[] { await app.HtmlAsync(), await app.HtmlAsync("/errors/format_error") })
        {
            Assert.Contains("2 files are named .pdf, but Wickson found .docm, which is not among .pdf, .txt.", html, StringComparison.Ordinal);
            Assert.Contains("1 of 3 ends in .ppt, which is not among .pdf, .txt.", html, StringComparison.Ordinal);
        }

        var job = await app.HtmlAsync("/jobs/job-1");
        Assert.Contains("The name ends in .pdf, but Wickson found .docm, which is not among .pdf, .txt.", job, StringComparison.Ordinal);
        Assert.Contains("Convert to one of .pdf, .txt.", job, StringComparison.Ordinal);
        Assert.DoesNotContain("of at most", job, StringComparison.Ordinal);
        Assert.Contains("2 files are named .pdf, but Wickson found .docm", await app.HtmlAsync("/resubmit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_list_of_supported_formats_has_a_sentence_of_its_own()
    {
        await using var app = await CaseApp.StartAsync("several-supported-formats");
        await app.DownloadAsync();
        string[] found =
        [
            "2 of 4 end in .numbers (1), .key (1): none is among .pdf, .txt, .docx.",
            "1 of 4 ends in .cr2, which is not among .jpg, .png.",
            "1 of 4 ends in .opus, which is not among .mp3, .wav.",
        ];
        string[] steps = ["Convert .numbers, .key to one of .pdf, .txt, .docx.", "Convert .cr2 to one of .jpg, .png.", "Convert .opus to one of .mp3, .wav."];

        var error = await app.HtmlAsync("/errors/format_error");
        Assert.All([.. found, .. steps], sentence => Assert.Contains(sentence, error, StringComparison.Ordinal));
        var batch = await app.HtmlAsync();
        Assert.All(found, sentence => Assert.Contains(sentence, batch, StringComparison.Ordinal));
        Assert.DoesNotContain("of at most", await app.HtmlAsync("/jobs/job-1"), StringComparison.Ordinal);
        Assert.Contains("of at most", await app.HtmlAsync("/jobs/job-5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_differ_in_more_than_numbers_are_of_different_groups()
    {
        await using var app = await CaseApp.StartAsync("messages-that-differ");
        await app.DownloadAsync();

        var groups = (await app.App.Services.GetRequiredService<IResultsService>().GetFailureGroupsAsync(app.Id, "processing_error", null, Token)).Value!;

        Assert.Equal(
            [
                ("Cannot open ‹file›", 2L), ("Failed with 0x80070005", 1L), ("Failed with 0x80070057", 1L), ("Page ‹n› of ‹n› is damaged", 2L),
                ("Upstream answered HTTP 404", 1L), ("Upstream answered HTTP 503", 1L),
            ],
            groups.Groups.Select(group => (group.Text!, group.Count)).OrderBy(group => group.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Times_that_cannot_be_are_unknown_or_said_to_contradict_each_other_once()
    {
        const string BatchSentence = "The API says that the batch was completed before it started, so nothing tells how long it took.";
        const string JobSentence = "The API says that it was completed before it was created.";
        await using var app = await CaseApp.StartAsync("impossible-times");
        var live = await app.HtmlAsync();
        await app.DownloadAsync();
        await app.RestartAsync();

        foreach (var html in new[] { live, await app.HtmlAsync() })
        {
            Assert.Equal(2, html.Split(BatchSentence).Length);
            Assert.DoesNotContain("0001-01-01", html, StringComparison.Ordinal);
            Assert.DoesNotContain(" 0001", html, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await app.HtmlAsync("/jobs/job-1")).Split(JobSentence).Length);
        Assert.DoesNotContain(JobSentence, await app.HtmlAsync("/jobs/job-2"), StringComparison.Ordinal);
        var rows = (await app.FindAsync()).Jobs.Rows;
        Assert.Equal((null, null), (rows[1].CreatedAt, rows[1].CompletedAt));
    }

    [Fact]
    public async Task An_error_that_is_a_text_says_why_on_every_page()
    {
        await using var app = await CaseApp.StartAsync("error-is-a-text");
        await app.DownloadAsync();
        await app.RestartAsync();
        string[] messages = ["decoder: invalid data found at byte 118", "decoder: invalid data found at byte 90"];

        Assert.Equal(messages, (await app.FindAsync("?status=failed")).Jobs.Rows.Select(row => row.ErrorMessage));
        Assert.Equal("c.mp4", Assert.Single((await app.FindAsync("?q=byte+90")).Jobs.Rows).FileName);
        Assert.Contains(messages[0], await app.HtmlAsync("/jobs/job-2"), StringComparison.Ordinal);
        var error = await app.HtmlAsync("/errors/unknown");
        Assert.All(messages, message => Assert.Contains(message, error, StringComparison.Ordinal));
        var groups = (await app.App.Services.GetRequiredService<IResultsService>().GetFailureGroupsAsync(app.Id, "unknown", null, Token)).Value!;
        Assert.Equal([("decoder: invalid data found at byte ‹n›", 2L)], groups.Groups.Select(group => (group.Text!, group.Count)));
    }

    [Fact]
    public async Task A_size_that_is_only_sent_in_megabytes_is_shown_as_about_that_size()
    {
        await using var app = await CaseApp.StartAsync("sizes-in-mb-only");
        var live = Plain(await app.HtmlAsync());
        await app.DownloadAsync();
        await app.RestartAsync();

        foreach (var html in new[] { live, Plain(await app.HtmlAsync()) })
        {
            Assert.All(["≈ 2.5 MB", "≈ 512 KB", "≈ 13 MB", "≈ 16 MB"], size => Assert.Contains($">{size}<", html, StringComparison.Ordinal));
            Assert.DoesNotContain("Exactly", html, StringComparison.Ordinal);
        }

        Assert.Contains(">≈ 2.5 MB<", Plain(await app.HtmlAsync("/jobs/job-1")), StringComparison.Ordinal);
        Assert.Equal(["c.pdf", "a.pdf", "b.pdf"], (await app.FindAsync("?sort=-size")).Jobs.Rows.Select(row => row.FileName));
        Assert.Equal(16 * 1_048_576, (await app.ListedAsync()).TotalBytes);
    }

    [Fact]
    public async Task One_job_with_deeply_nested_details_hides_nothing()
    {
        await using var app = await CaseApp.StartAsync("details-60-levels-deep");
        var live = await app.HtmlAsync();
        await app.DownloadAsync();
        await app.RestartAsync();

        Assert.All([live, await app.HtmlAsync()], html => Assert.All(["a.pdf", "b.pdf", "c.pdf"], name => Assert.Contains(name, html, StringComparison.Ordinal)));
        Assert.Contains("Nested failure", await app.HtmlAsync("/jobs/job-2"), StringComparison.Ordinal);
        Assert.Contains("Nested failure", await app.HtmlAsync("/errors/processing_error"), StringComparison.Ordinal);
        using var kit = await app.App.Client.GetAsync($"/export/batches/{app.Id}/kit.zip", Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, kit.StatusCode);
    }

    [Theory]
    [InlineData(CaseApp.Key)]
    [InlineData(@"THE\u002dCONFIGURED\u002DKEY")]
    [InlineData(@"\u0054HE-CONFIGURED-KE\u0059")]
    public async Task The_key_is_masked_wherever_a_body_repeats_it(string sent)
    {
        await using var app = await CaseApp.StartAsync("the-key-comes-back", body => body
            .Replace("\"header\": \"" + CaseApp.Key, $"\"{sent}\": \"x{sent}y", StringComparison.Ordinal)
            .Replace(CaseApp.Key, sent, StringComparison.Ordinal)
            .Replace("b.pdf", sent + ".pdf", StringComparison.Ordinal)
            .Replace("\"batch-case-echo\",\n   \"collection\": \"cases\"", $"\"Batch {sent}\",\n   \"collection\": \"{sent}\"", StringComparison.Ordinal)
            .Replace("req_case", "req-" + sent, StringComparison.Ordinal));
        var shown = new List<string> { await app.HtmlAsync() };
        await app.DownloadAsync();
        await app.RestartAsync();
        foreach (var page in new[] { "", "/jobs/job-2", "/errors/processing_error", "/resubmit" })
        {
            shown.Add(await app.HtmlAsync(page));
        }

        shown.Add(await app.App.Client.GetStringAsync($"/export/batches/{app.Id}/jobs.csv", Token));
        shown.Add(await app.App.Client.GetStringAsync($"/export/batches/{app.Id}/jobs.json", Token));
        shown.AddRange((await app.RowsAsync($"/export/batches/{app.Id}/jobs.xlsx", MiniExcelLibs.ExcelType.XLSX)).Select(row => string.Join(' ', row.Values)));
        shown.Add((await app.App.PageAsync("/", Token)).Html);
        await app.App.StopAsync(Token);
        shown.Add(await app.StoredAsync());

        Assert.All(shown, text => Assert.DoesNotContain("CONFIGURED-KEY", text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Upstream refused X-Api-Key [API key]", shown[2], StringComparison.Ordinal);
        Assert.Contains("x[API key]y", shown[2], StringComparison.Ordinal);
        Assert.Contains("[API key].pdf", shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_megabytes_make_small_pages_and_are_whole_in_the_export()
    {
        static string Long(char letter, int length = 1_000_000) => new(letter, length);
        var name = Long('n', 3_000_000) + ".pdf";
        await using var app = await CaseApp.StartAsync("the-key-comes-back", body => body
            .Replace("\"b.pdf\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"a.pdf\"", $"\"{Long('s')}\"", StringComparison.Ordinal)
            .Replace("Upstream refused X-Api-Key " + CaseApp.Key, Long('m'), StringComparison.Ordinal)
            .Replace("\"header\": \"" + CaseApp.Key, $"\"{Long('k')}\": \"{Long('v')}", StringComparison.Ordinal)
            .Replace("\"batch_name\": \"batch-case-echo\"", $"\"batch_name\": \"{Long('b')}\"", StringComparison.Ordinal)
            .Replace("\"succeeded\"", $"\"{Long('o')}\"", StringComparison.Ordinal)
            .Replace("\"job-1\"", $"\"{Long('j')}\"", StringComparison.Ordinal)
            .Replace("\"vec-000001\"", $"\"{Long('i')}\"", StringComparison.Ordinal)
            .Replace("See the details of each file", Long('a'), StringComparison.Ordinal)
            .Replace("\"message\": \"ok\"", $"\"message\": \"{Long('q')}\"", StringComparison.Ordinal)
            .Replace("req_case", Long('r'), StringComparison.Ordinal));
        await AssertSmallAsync("");
        await app.DownloadAsync();
        await app.App.CopyAsync(BatchId.Parse("batch-abc123"), Token);

        foreach (var path in new[] { "", "?status=failed", "?q=nnn", "/jobs/job-2", "/jobs/row-1", "/errors/processing_error", "/resubmit" })
        {
            await AssertSmallAsync(path);
        }

        foreach (var path in new[] { "/", "/errors", "/search?q=nnn", "/search?q=bbb", $"/compare?left={app.Id}&right=batch-abc123" })
        {
            AssertSmall(path, (await app.App.PageAsync(path, Token)).Html);
        }

        Assert.Equal(name, (await app.RowsAsync($"/export/batches/{app.Id}/jobs.csv"))[1]["filename"]);
        Assert.Equal(name, (await app.JsonAsync())[1].GetProperty("filename").GetString());

        async Task AssertSmallAsync(string path) => AssertSmall(path, await app.HtmlAsync(path));

        void AssertSmall(string path, string html) => Assert.True(
            html.Length < 300_000,
            $"{path} has {html.Length:N0} letters: {string.Join(", ", html.Chunk(10_000).Where(part => part.Distinct().Count() == 1).CountBy(part => part[0]))}");
    }

    // What a reader of the page learns of the batch and its jobs, one line each.
    private static List<string> Told(BatchPage page) =>
    [
        Told([page.Batch.Name, page.Batch.Status, page.Batch.Completion, page.Batch.Size.TotalBytes, page.Batch.Size.ReportedMegabytes]),
        Told([page.Batch.Timeline.CreatedAt, page.Batch.Timeline.StartedAt, page.Batch.Timeline.CompletedAt, page.Batch.Timeline.Total]),
        .. page.Batch.MediaTypes.Select(type => Told([type.Name, type.Count])),
        .. page.Batch.Errors.Select(error => Told([error.ErrorType, error.Count])),
        .. page.Jobs.Rows.Select(row => row.ToString()),
    ];

    // Empty cells of a table come back as null.
    private static string Told(ReadOnlySpan<object?> values) => string.Join(" | ", values.ToArray().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static string Plain(string html) => System.Net.WebUtility.HtmlDecode(html);
}
