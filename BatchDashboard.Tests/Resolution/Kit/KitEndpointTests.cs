using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using BatchDashboard.Components;
using BatchDashboard.Export;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Kit;

/// <summary>What is in a kit, and how one is refused.</summary>
public sealed class KitEndpointTests : IAsyncLifetime
{
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private Kits _kits = null!;

    public async ValueTask InitializeAsync() => _kits = await Kits.StartAsync();

    public ValueTask DisposeAsync() => _kits.DisposeAsync();

    [Fact]
    public async Task A_kit_holds_the_failed_files_that_the_grids_query_finds()
    {
        await _kits.DownloadAsync(Urls.Kit(Sample, new JobQuery { ErrorCodes = ["format_error"], PageSize = 25, Page = 9 }));

        var manifest = Manifest();
        Assert.Equal(12, manifest.GetProperty("files").GetArrayLength());
        Assert.All(manifest.GetProperty("files").EnumerateArray(), file => Assert.Equal("format_error", file.GetProperty("error_code").GetString()));
        Assert.Equal("reports-collection", manifest.GetProperty("collection").GetString());
        Assert.Equal(_kits.App.Url.AbsoluteUri + "sandbox/", manifest.GetProperty("base_url").GetString());
        var names = manifest.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("file_name").GetString()!).ToList();
        Assert.Equal(names, _kits.Read("files.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        Assert.Equal(names, _kits.Read("files.nul").Split('\0', StringSplitOptions.RemoveEmptyEntries).Skip(5).Where((_, index) => index % 2 == 1), StringComparer.Ordinal);
        Assert.Equal(13, _kits.Read("manifest.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var readme = _kits.Read("README.txt");
        Assert.Contains(
            """
               format_error (12): change the file
                 Wickson says: Convert files to a supported format (.pdf, .txt, .docx)
                 Wickson does not read this format.
            """.ReplaceLineEndings("\n"),
            readme,
            StringComparison.Ordinal);
        Assert.Contains("none is among .pdf, .txt, .docx.", readme, StringComparison.Ordinal);
        Assert.Contains("- Convert to one of .pdf, .txt, .docx.", readme, StringComparison.Ordinal);
        Assert.Contains("WICKSON_API_KEY", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_filter_a_kit_holds_every_failed_file_and_no_other()
    {
        await _kits.DownloadAsync(Urls.Kit(Sample, JobQuery.Default));
        Assert.Equal(20, Manifest().GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task A_selection_is_what_was_selected()
    {
        await _kits.CopyAsync(Sample);
        var failed = await Service<IResultsService>().GetBatchAsync(Sample, new JobQuery { Statuses = ["failed"] }, TestContext.Current.CancellationToken);
        var keys = failed.Value!.Jobs.Rows.Take(3).Select(row => row.Key).ToList();
        var ticket = Service<JobScopes>().Keep(new JobScope(Sample, keys));

        await _kits.DownloadAsync(Urls.Kit(Sample, ticket));

        Assert.Equal(keys, Manifest().GetProperty("files").EnumerateArray().Select(file => file.GetProperty("job_id").GetString()!), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("/export/batches/batch-abc123/kit.zip?scope=gone", "selection is no longer kept")]
    [InlineData("/export/batches/batch-abc123/kit.zip?status=succeeded", "nothing to send again")]
    [InlineData("/export/batches/batch-abc123/kit.zip?q=no-such-file", "nothing to send again")]
    [InlineData("/export/batches/batch-all-succeeded/kit.zip", "nothing to send again")]
    [InlineData("/export/batches/no-such-batch/kit.zip", "no copy of the batch")]
    [InlineData("/export/batches/%20/kit.zip", "no batch id")]
    public async Task What_cannot_be_made_is_told_in_a_sentence(string path, string words)
    {
        await _kits.CopyAsync(Sample);
        await _kits.CopyAsync(BatchId.Parse("batch-all-succeeded"));

        using var response = await _kits.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_not_downloaded_is_a_conflict_and_nothing_is_downloaded_because_a_program_asks()
    {
        Assert.NotNull((await Service<IResultsService>().GetBatchAsync(Sample, JobQuery.Default, TestContext.Current.CancellationToken)).Value);

        using var kit = await _kits.GetAsync(Urls.Kit(Sample, JobQuery.Default));
        using var jobs = await _kits.GetAsync(Urls.ExportJobs(Sample, ExportFormat.Csv, JobQuery.Default));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (kit.StatusCode, jobs.StatusCode));
        var sentence = await kit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Only 50 of 200 jobs", sentence, StringComparison.Ordinal);
        Assert.Equal(sentence, await jobs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Null(Service<BatchSync>().Progress(Sample));
    }

    [Fact]
    public async Task The_key_is_in_no_part_of_a_kit_and_the_name_of_the_download_says_what_it_is()
    {
        await _kits.CopyAsync(Sample);
        using var response = await _kits.GetAsync(Urls.Kit(Sample, new JobQuery { ErrorCodes = ["format_error"], Search = "ü/../\"x" }));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);

        using var kit = await _kits.GetAsync(Urls.Kit(Sample, new JobQuery { ErrorCodes = ["format_error"] }));
        Assert.Matches(@"^batch-abc123_format_error_\d{8}-\d{6}Z_kit\.zip$", kit.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal("application/zip", kit.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(kit.Content.Headers.ContentLength);
        await _kits.DownloadAsync(Urls.Kit(Sample, JobQuery.Default));
        var key = "\"" + Service<IWicksonEndpoint>().ApiKey + "\"";
        Assert.All(Directory.GetFiles(_kits.Kit), file => Assert.DoesNotContain(key, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_spreadsheet_runs_nothing_of_the_manifest_and_every_name_comes_back_from_it()
    {
        string[] names = ["=1+1.numbers", "+1.numbers", "-1.numbers", "@x.numbers", "a,\"b\"\r\nc.numbers", "plain.numbers"];
        var batch = await _kits.FailedAsync("default", names);
        await _kits.DownloadAsync(Urls.Kit(batch, JobQuery.Default));

        using var csv = JsonDocument.Parse((await RunPythonAsync("import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8', newline='')))))")).Trim());
        var cells = csv.RootElement.EnumerateArray().Select(row => row.GetProperty("file_name").GetString()!).ToList();

        Assert.Equal(names.Select(name => "=+-@".Contains(name[0], StringComparison.Ordinal) ? "'" + name : name), cells, StringComparer.Ordinal);
        Assert.Equal(names, Manifest().GetProperty("files").EnumerateArray().Select(file => file.GetProperty("file_name").GetString()!), StringComparer.Ordinal);
        Assert.Contains("\"a,\\u0022b\\u0022\\r\\nc.numbers\"", _kits.Read("files.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_failures_are_paged_through_whole()
    {
        // More than one step of the reading, in a batch of a hundred thousand.
        await _kits.DownloadAsync("/export/batches/batch-100k/kit.zip?sort=-size");
        var failed = await Service<IResultsService>().GetBatchAsync(BatchId.Parse("batch-100k"), new JobQuery { Statuses = ["failed"] }, TestContext.Current.CancellationToken);
        var files = Manifest().GetProperty("files").EnumerateArray().ToList();

        Assert.Equal(failed.Value!.Jobs.Total, files.Count);
        Assert.Equal(files.Count, files.Select(file => file.GetProperty("job_id").GetString()).Distinct(StringComparer.Ordinal).Count());
        var sizes = files.ConvertAll(file => file.GetProperty("size_bytes").GetInt64());
        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    [Fact]
    public async Task A_newer_copy_that_takes_the_older_ones_place_meanwhile_spoils_no_kit()
    {
        await _kits.DownloadAsync(Urls.Kit(Sample, JobQuery.Default));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var replacing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await Service<IResultsService>().RefreshAsync(Sample, TestContext.Current.CancellationToken);
                await Service<BatchSync>().EndAsync(Sample);
            }
        }, TestContext.Current.CancellationToken);

        for (var time = 0; time < 20; time++)
        {
            using var response = await _kits.GetAsync(Urls.Kit(Sample, JobQuery.Default));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            using var manifest = await JsonDocument.ParseAsync(await zip.GetEntry("manifest.json")!.OpenAsync(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
            using var names = new StreamReader(await zip.GetEntry("files.txt")!.OpenAsync(TestContext.Current.CancellationToken));
            Assert.Equal(20, manifest.RootElement.GetProperty("files").GetArrayLength());
            Assert.Equal(20, (await names.ReadToEndAsync(TestContext.Current.CancellationToken)).Count(letter => letter == '\n'));
        }

        await enough.CancelAsync();
        await replacing;
    }

    /// <summary>Another reader than what was written for the purpose: Python's own of RFC 4180.</summary>
    private async Task<string> RunPythonAsync(string code) =>
        (await ProcessRun.ToEndAsync(new("python3", ["-c", code, Path.Combine(_kits.Kit, "manifest.csv")]))).Output;

    private JsonElement Manifest()
    {
        using var manifest = JsonDocument.Parse(Encoding.UTF8.GetBytes(_kits.Read("manifest.json")));
        return manifest.RootElement.Clone();
    }

    private T Service<T>()
        where T : notnull => _kits.App.Services.GetRequiredService<T>();
}
