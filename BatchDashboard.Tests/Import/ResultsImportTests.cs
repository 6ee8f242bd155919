using System.Text;
using BatchDashboard.Import;
using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Data;
using BatchDashboard.Tests.Results;
using BatchDashboard.Wickson;
using Microsoft.Data.Sqlite;

namespace BatchDashboard.Tests.Import;

public sealed class ResultsImportTests : IAsyncLifetime
{
    private static readonly BatchId Id = BatchId.Parse("batch-saved");
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string SampleText => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "results-200.json"));

    public async ValueTask InitializeAsync() =>
        _dashboard = await Dashboard.StartAsync(null, ("Import:MaxBytes", "2000000"));

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public async Task The_sample_is_taken_and_its_numbers_are_shown()
    {
        var report = await ImportAsync(SampleText);

        Assert.Equal(new ImportReport("saved.json", Sample, 2, null), report);
        var page = (await _dashboard.Results.GetBatchAsync(Sample, JobQuery.Default, Token)).Value!;
        Assert.Equal(new CompletionView(180, 20, 200, 90), page.Batch.Completion);
        Assert.Equal((FreshnessKind.PartialCopy, 2L, 200L), (page.Batch.Freshness.Kind, page.Batch.Freshness.Copied, page.Batch.Freshness.Total));
        Assert.Equal("financial_data.xlsx", page.Jobs.Rows[1].FileName);
    }

    [Fact]
    public async Task A_file_with_pages_of_two_batches_says_so()
    {
        var report = await ImportAsync(SampleText + SampleText.Replace("batch-abc123", "batch-other", StringComparison.Ordinal));

        Assert.Equal((Sample, 4, 1, " and 1 other batch"), (report.Batch!.Value, report.Jobs, report.OtherBatches, report.AndOthers));
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(100, false)]
    [InlineData(101, true)]
    [InlineData(5000, true)]
    public async Task Details_that_are_nested_too_deeply_are_cut_and_hide_no_other_job(int levels, bool isCut)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"cause":""", levels - 1)) + """{"end":true}""" + new string('}', levels - 1);
        var details = $$"""{"job_id":"j1","filename":"f1","status":"failed","error":{"code":"x","message":"m","details":{{deep}} } }""";

        var report = await ImportAsync(Page(1).Replace("""{"job_id":"j1","filename":"f1","status":"succeeded"}""", details, StringComparison.Ordinal));

        Assert.Equal((2, null), (report.Jobs, report.Problem));
        Assert.Equal(["f0", "f1"], (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Jobs.Rows.Select(row => row.FileName));
        var kept = (await _dashboard.Results.GetJobAsync(Id, "j1", Token)).Value!.ErrorDetails!.Value.GetRawText();
        Assert.Equal(isCut, kept.Contains("nested deeper than 100 levels", StringComparison.Ordinal));
        Assert.Equal(!isCut, kept.Contains("end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_is_masked_in_a_saved_file_too()
    {
        await using var dashboard = await Dashboard.StartAsync(null, ("Wickson:ApiKey", "wk-secret/1"));

        await dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(Page(1).Replace("f1", "wk-secret\\/1.pdf", StringComparison.Ordinal))), "saved.json", Token);

        Assert.Equal("[API key].pdf", (await dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Jobs.Rows[1].FileName);
    }

    [Fact]
    public async Task Of_a_page_that_the_file_has_twice_only_what_is_stored_is_counted()
    {
        var report = await ImportAsync(Page(1) + Page(1) + Page(2));

        Assert.Equal(4, report.Jobs);
        Assert.Equal(4, (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!.Batch.Freshness.Copied);
    }

    [Fact]
    public async Task Very_many_pages_of_one_job_are_stored_a_few_thousand_at_once()
    {
        const int Jobs = 25_000;
        await using var dashboard = await Dashboard.StartAsync(null);
        static string One(int number) => $$"""{"data":{"batch_summary":{"batch_id":"batch-saved","status":"completed","completion":{"successful":{{Jobs}},"failed":0} },"job_results":[{"job_id":"j{{number}}","filename":"f{{number}}","status":"succeeded"}],"pagination":{"page":{{number}},"page_size":1,"total_items":{{Jobs}},"total_pages":{{Jobs}} } } }""";

        var file = string.Join('\n', Enumerable.Range(1, Jobs).Append(12_345).Select(One));
        var report = await dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), "saved.json", Token);

        Assert.Equal((Jobs, null), (report.Jobs, report.Problem));
        var copy = (await dashboard.Store.FindAsync(Id, Token))!.Current!;
        Assert.Equal((Jobs, Jobs), (copy.Jobs, copy.ExpectedJobs));
        var jobs = await dashboard.Store.ListRangeAsync(copy.Key, 0, Jobs, Token);
        Assert.Equal(Enumerable.Range(1, Jobs).Select(number => $"j{number}"), jobs.Select(job => job.Job.JobId!));
        Assert.Equal(3L, await TestDatabase.QueryAsync(dashboard.Folder, "SELECT revision FROM snapshots"));
    }

    [Theory]
    [InlineData(5, 5, 2)]
    [InlineData(5, 4, 3)]
    [InlineData(20_000, 7, 1)]
    public async Task Pages_of_any_size_and_gap_keep_the_places_of_their_jobs(int size, int pages, int missing)
    {
        await using var dashboard = await Dashboard.StartAsync(null);
        var total = size * pages;
        string Some(int number) => $$"""{"data":{"batch_summary":{"batch_id":"batch-saved","status":"running"},"job_results":[{{string.Join(',', Enumerable.Range((number - 1) * size, size).Select(job => $$"""{"job_id":"j{{job}}"}"""))}}],"pagination":{"page":{{number}},"page_size":{{size}},"total_items":{{total}} } } }""";

        await dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, pages).Where(number => number != missing).Select(Some)))), "saved.json", Token);

        var copy = (await dashboard.Store.FindAsync(Id, Token))!.Filling!;
        Assert.Equal((total - size, total), (copy.Jobs, copy.ExpectedJobs));
        Assert.All(await dashboard.Store.ListRangeAsync(copy.Key, 0, total, Token), job => Assert.Equal($"j{job.Ordinal}", job.Job.JobId));
    }

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(900_000, "900 KB")]
    [InlineData(100_000_000, "100 MB")]
    public async Task A_file_that_is_too_large_is_refused_with_the_limit_as_it_is_set(long limit, string told)
    {
        await using var dashboard = await Dashboard.StartAsync(null, ("Import:MaxBytes", limit.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal($"The file is larger than {told}, the most that is taken (Import:MaxBytes).", dashboard.Import.RefusedForSize("saved.json", limit + 1)!.Problem!.Sentence);
    }

    [Fact]
    public async Task Pages_in_any_order_and_in_several_files_become_one_whole_copy()
    {
        foreach (var page in new[] { 3, 1, 4, 2 })
        {
            Assert.NotEqual(FreshnessKind.Copy, (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value?.Batch.Freshness.Kind);
            Assert.Null((await ImportAsync(Page(page))).Problem);
        }

        await AssertWholeAsync();
    }

    [Fact]
    public async Task An_array_lines_and_bare_data_are_taken_too()
    {
        var bare = Page(2)["{\"success\":true,\"data\":".Length..^1];
        Assert.Equal(4, (await ImportAsync($"[{Page(1)}, {bare}]")).Jobs);
        Assert.Equal(3, (await ImportAsync("\uFEFF" + Page(3) + "\r\n" + Page(4) + "\n\n")).Jobs);

        await AssertWholeAsync();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n ", "empty")]
    [InlineData("batch,file\n1,2", "not JSON")]
    [InlineData("\0\u0001\u0002PK", "not JSON")]
    [InlineData("null", "not")]
    [InlineData("42", "not")]
    [InlineData("[]", "no page")]
    [InlineData("[1]", "not batch results")]
    [InlineData("{}", "not batch results")]
    [InlineData("""{"success":false,"message":"Batch not found","code":"not_found"}""", "Batch not found")]
    [InlineData("""{"data":{"batch_summary":{"batch_id":"b"}}}""", "job_results")]
    [InlineData("""{"data":{"batch_summary":{"batch_id":"../b"},"job_results":[]}}""", "batch_id")]
    [InlineData("""{"data":{"batch_summary":{"batch_id":"b"},"job_results":[],"pagination":{"page":-1}}}""", "pagination")]
    public async Task What_is_no_results_file_is_refused_with_a_sentence(string content, string named)
    {
        await ImportAsync(SampleText);

        var report = await ImportAsync(content);

        Assert.Equal(ProblemKind.BadInput, report.Problem!.Kind);
        Assert.Contains(named, report.Problem.Sentence, StringComparison.Ordinal);
        Assert.Equal([Sample], (await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_file_as_windows_powershell_writes_it_is_refused_with_the_way_to_save_it(string encoding)
    {
        var written = Encoding.GetEncoding(encoding);
        await using var file = new MemoryStream([.. written.Preamble, .. written.GetBytes(SampleText)]);

        var report = await _dashboard.Import.ImportAsync(file, "saved.json", Token);

        Assert.Contains("UTF-16", report.Problem!.Sentence, StringComparison.Ordinal);
        Assert.Contains("Save it as UTF-8", report.Problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_anywhere_is_refused_and_nothing_of_it_is_taken()
    {
        var text = "[" + Page(1) + "," + Page(2) + "]";
        for (var length = 1; length < text.Length; length += 37)
        {
            var report = await ImportAsync(text[..length]);
            Assert.Contains("cut off", report.Problem!.Sentence, StringComparison.Ordinal);
        }

        Assert.Empty((await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items);
    }

    [Fact]
    public async Task A_good_page_before_a_bad_one_is_not_taken_alone()
    {
        var report = await ImportAsync($$"""[{{Page(1)}}, {"data":{} }]""");

        Assert.NotNull(report.Problem);
        Assert.Empty((await _dashboard.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items);
    }

    [Fact]
    public async Task A_file_of_two_hundred_megabytes_is_refused_without_being_read_to_its_end()
    {
        await using var endless = new Spaces(200_000_000);

        var report = await _dashboard.Import.ImportAsync(endless, "huge.json", Token);

        Assert.Equal("The file is larger than 2 MB, the most that is taken (Import:MaxBytes).", report.Problem!.Sentence);
        Assert.True(endless.Given < 3_000_000);
    }

    [Fact]
    [Trait(TestDatabase.Trait, TestDatabase.OnlySqlite)]
    public async Task A_locked_database_is_a_problem_and_what_was_there_stays()
    {
        await ImportAsync(SampleText);
        await using var locked = await _dashboard.AgainAsync(null, ("Database:ConnectionString", "Data Source=test.db;Default Timeout=1"));
        await using (var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _dashboard.File, Pooling = false }.ToString()))
        {
            await other.OpenAsync(Token);
            await using var transaction = other.BeginTransaction(deferred: false);
            var report = await locked.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(Page(1))), "saved.json", Token);
            Assert.Equal(ProblemKind.StorageFailed, report.Problem!.Kind);
        }

        Assert.Single((await locked.Results.GetBatchesAsync(new BatchListQuery(), Token)).Value!.Items);
        Assert.Null((await ImportAsync(Page(1))).Problem);
    }

    [Fact]
    public async Task The_command_reports_each_file_on_a_line_and_tells_by_its_exit_code_whether_all_were_taken()
    {
        var directory = Path.GetDirectoryName(_dashboard.File)!;
        var good = Path.Combine(directory, "good.json");
        var bad = Path.Combine(directory, "bad.json");
        await File.WriteAllTextAsync(good, SampleText, Token);
        await File.WriteAllTextAsync(bad, "{", Token);
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, await ImportCommand.RunAsync([good], _dashboard.Services, output, error, Token));
        Assert.Equal("good.json: 2 jobs of batch batch-abc123" + Environment.NewLine, output.ToString());
        Assert.Equal(1, await ImportCommand.RunAsync([bad, good, bad + ".none", directory], _dashboard.Services, output, error, Token));
        Assert.Equal(3, error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("bad.json: The file is cut off", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("There is no such file.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await ImportCommand.RunAsync([], _dashboard.Services, output, error, Token));
    }

    [Fact]
    public async Task A_whole_copy_of_a_batch_that_ended_is_not_taken_again_and_the_report_says_so()
    {
        await ImportAsync(Whole("completed"));

        var report = await ImportAsync(Whole("completed"));

        Assert.Equal((0, 7, null), (report.Jobs, report.AlreadyHere, report.Problem));
        using var output = new StringWriter();
        var file = Path.Combine(Path.GetDirectoryName(_dashboard.File)!, "again.json");
        await File.WriteAllTextAsync(file, Whole("completed"), Token);
        Assert.Equal(0, await ImportCommand.RunAsync([file], _dashboard.Services, output, TextWriter.Null, Token));
        Assert.Equal("again.json: 7 jobs of batch batch-saved are already here" + Environment.NewLine, output.ToString());
    }

    [Theory]
    [InlineData("completed", 7, "running", 7)]
    [InlineData("Completed", 7, "created", 7)]
    [InlineData("running", 7, "running", 5)]
    public async Task An_older_file_takes_nothing_away_from_what_is_newer(string status, int done, string olderStatus, int olderDone)
    {
        await ImportAsync(Whole(status, done));
        var before = await _dashboard.Store.FindAsync(Id, Token);
        _dashboard.Clock.Advance(TimeSpan.FromMinutes(1));

        var report = await ImportAsync(Whole(olderStatus, olderDone));

        Assert.Equal((0, 7), (report.Jobs, report.AlreadyHere));
        Assert.Equal(before, await _dashboard.Store.FindAsync(Id, Token));
    }

    [Fact]
    public async Task A_newer_file_takes_the_place_of_an_older_one()
    {
        await ImportAsync(Whole("running", 5));

        var report = await ImportAsync(Whole("completed"));

        Assert.Equal((7, 0), (report.Jobs, report.AlreadyHere));
        Assert.Equal("completed", (await _dashboard.Store.FindAsync(Id, Token))!.Current!.BatchStatus);
    }

    [Fact]
    public async Task A_file_that_the_database_fails_in_the_middle_of_leaves_nothing()
    {
        await TestDatabase.TrapAsync(_dashboard.Folder, "INSERT", "jobs", "NEW.job_id = 'j5'");

        await Record.ExceptionAsync(() => ImportAsync(Whole("completed")));

        Assert.Null(await _dashboard.Store.FindAsync(Id, Token));
    }

    private async Task AssertWholeAsync()
    {
        var page = (await _dashboard.Results.GetBatchAsync(Id, JobQuery.Default, Token)).Value!;
        Assert.Equal(FreshnessKind.Copy, page.Batch.Freshness.Kind);
        Assert.Equal(["f0", "f1", "f2", "f3", "f4", "f5", "f6"], page.Jobs.Rows.Select(row => row.FileName));
    }

    [Fact]
    public async Task A_folder_is_taken_whole_pages_of_a_batch_belong_together_and_what_is_refused_is_named()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_dashboard.File)!, "saved")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "older", "deep"));
        foreach (var page in (int[])[3, 1, 4, 2])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "older", $"page-{5 - page}.JSON"), Page(page), Token);
        }

        for (var number = 0; number < 300; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "older", "deep", $"{number}.json"), SampleText.Replace("batch-abc123", $"batch-{number}", StringComparison.Ordinal), Token);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "broken.json"), Page(1)[..40], Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "no results", Token);
        var (output, error) = (new StringWriter(), new StringWriter());

        Assert.Equal(1, await ImportCommand.RunAsync([folder], _dashboard.Services, output, error, Token));

        Assert.StartsWith("broken.json: ", Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(
            ["250 of 305 files", "305 of 305 files", $"{folder}: 607 jobs from 304 of 305 files; 1 file refused"],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        await AssertWholeAsync();
        Assert.Equal(301, (await _dashboard.Store.PageAsync(new BatchListQuery(), Token)).Known);

        output.GetStringBuilder().Clear();
        await ImportCommand.RunAsync([folder], _dashboard.Services, output, error, Token);
        Assert.Contains("600 jobs from 304 of 305 files; 7 are already here; 1 file refused", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_with_the_same_page_are_two_states_of_the_batch_and_the_newer_one_stays()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_dashboard.File)!, "saved")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "1-tuesday.json"), Whole("completed"), Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "2-monday.json"), Whole("running", 3), Token);
        var output = new StringWriter();

        Assert.Equal(0, await ImportCommand.RunAsync([folder], _dashboard.Services, output, TextWriter.Null, Token));

        Assert.Contains("7 jobs from 2 of 2 files; 7 are already here", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("completed", (await _dashboard.Store.FindAsync(Id, Token))!.Status);
        await AssertWholeAsync();
    }

    [Fact]
    public async Task A_folder_without_results_says_so()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_dashboard.File)!, "saved")).FullName;
        var error = new StringWriter();

        Assert.Equal(1, await ImportCommand.RunAsync([folder], _dashboard.Services, TextWriter.Null, error, Token));

        Assert.Contains("The folder has no .json files.", error.ToString(), StringComparison.Ordinal);
    }

    private Task<ImportReport> ImportAsync(string text) =>
        _dashboard.Import.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "saved.json", Token);

    private static string Whole(string status, int done = 7) => "[" + string.Join(',', Enumerable.Range(1, 4).Select(page => Page(page)
        .Replace("\"completed\"", $"\"{status}\"", StringComparison.Ordinal)
        .Replace("\"successful\":7", $"\"successful\":{done}", StringComparison.Ordinal))) + "]";

    // Seven jobs in four pages of two.
    private static string Page(int number)
    {
        var rows = Enumerable.Range((number - 1) * 2, number == 4 ? 1 : 2).Select(index => $$"""{"job_id":"j{{index}}","filename":"f{{index}}","status":"succeeded"}""");
        return $$"""{"success":true,"data":{"batch_summary":{"batch_id":"batch-saved","status":"completed","completion":{"successful":7,"failed":0,"total_items":7} },"job_results":[{{string.Join(',', rows)}}],"pagination":{"page":{{number}},"page_size":2,"total_items":7,"total_pages":4} }  }""";
    }

    /// <summary>So many spaces, made as they are read.</summary>
    private sealed class Spaces(long length) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, length - Given);
            buffer.AsSpan(offset, given).Fill((byte)' ');
            Given += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
