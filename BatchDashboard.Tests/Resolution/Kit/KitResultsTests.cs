using System.Text;
using BatchDashboard.Components;
using BatchDashboard.Lineage;
using BatchDashboard.Queries;
using BatchDashboard.Resolution.Kit;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Kit;

/// <summary>The sent.csv of a kit, handed back.</summary>
public sealed class KitResultsTests : IAsyncLifetime
{
    private const string Header = "no,outcome,time,batch_id,size_bytes,sent_as,for_batch,for_job,kit-1";
    private static readonly BatchId Sample = BatchId.Parse("batch-abc123");
    private Kits _kits = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _kits = await Kits.StartAsync();

    public ValueTask DisposeAsync() => _kits.DisposeAsync();

    [Theory]
    [InlineData("py")]
    [InlineData("sh")]
    public async Task What_a_script_sent_is_known_followed_and_not_offered_again(string kind)
    {
        var source = await _kits.FailedAsync("default", "=cmd.numbers", "two, three.numbers", "left.numbers");
        await _kits.DownloadAsync(Urls.Kit(source, JobQuery.Default));
        _kits.Bring("=cmd.pdf");
        _kits.Bring("two, three.pdf");
        var (exit, output) = await _kits.RunAsync(kind, "--yes", _kits.Corrected);
        Assert.True(exit == 0, output);
        var made = _kits.Catalog.Sent[^1];

        var report = await TakeAsync(source, await File.ReadAllTextAsync(_kits.Log, Token));

        Assert.Null(report.Problem);
        Assert.Equal((2, 1), (report.Files, report.Batches));
        Assert.Empty(report.Remarks);
        var kept = (await Service<ResubmissionService>().FindAsync(report.Resubmission!, Token)).Value!;
        Assert.Equal(("Ada", made.Value, ResubmittedBatchState.Accepted), (kept.StartedBy, kept.Batches[0].BatchId, kept.Batches[0].State));
        Assert.Equal(["=cmd.pdf", "two, three.pdf"], (await Service<ResubmissionService>().FilesAsync(report.Resubmission!, 1, Token)).Select(file => file.FileName));
        var left = (await Service<FailedFiles>().ReadAsync(source, JobQuery.Default, null, includesSent: false, mayCopy: false, Token)).Value!;
        Assert.Equal(("left.numbers", 2), (Assert.Single(left.Files).Name, left.SentBefore));
        Assert.Equal(2, (await Service<LineageStore>().FindAsync(source, Token)).Jobs.Sent);

        var again = await TakeAsync(source, await File.ReadAllTextAsync(_kits.Log, Token));
        Assert.Equal((null, null, 0), (again.Problem, again.Resubmission, again.Batches));
        Assert.Equal(1, (await Service<LineageStore>().FindAsync(source, Token)).Resubmissions);
    }

    [Fact]
    public async Task Of_a_damaged_list_what_is_sound_is_taken_and_the_rest_is_told_by_its_line()
    {
        await _kits.CopyAsync(Sample);
        var jobs = (await Service<FailedFiles>().ReadAsync(Sample, JobQuery.Default, null, includesSent: true, mayCopy: false, Token)).Value!.Files;

        var report = await TakeAsync(Sample, $"""
            {Header}
            1,sending,2025-01-01T00:00:00Z,,5,a.pdf,batch-abc123,{jobs[0].Job}
            1,accepted,not a time,batch-new,x,"a ""b"".pdf",batch-abc123,{jobs[0].Job}
            2,accepted,2025-01-01T00:00:00Z,,5,b.pdf,batch-abc123,{jobs[1].Job}
            garbage

            3,accepted,2025-01-01T00:00:00Z,batch-new,5,c.pdf,batch-other,job-9
            4,unknown,2025-01-01T00:00:00Z,,5,d.pdf,batch-abc123,{jobs[2].Job}
            5,accepted,2025-01-01T00:00:00Z,batch-abc123,5,e.pdf,batch-abc123,{jobs[3].Job}
            """);

        Assert.Equal((1, 1), (report.Files, report.Batches));
        Assert.Equal("a \"b\".pdf", Assert.Single(await Service<ResubmissionService>().FilesAsync(report.Resubmission!, 1, Token)).FileName);
        Assert.Equal(
            [
                "Line 4 was left out: it names no batch that was made.",
                "Line 5 was left out: it names no failed file.",
                "Left out: 1 file that did not fail in this batch. Is the list of another batch’s kit?",
                "Not known: whether Wickson accepted 1 file. Look in your Wickson console before anything is sent again.",
            ],
            report.Remarks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no,file_name\r\n1,a.pdf")]
    [InlineData("PK\u0003\u0004")]
    public async Task What_is_no_such_list_is_refused(string text) =>
        Assert.Contains("not the list of a kit", (await TakeAsync(Sample, text)).Problem!.Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task A_list_of_which_nothing_was_accepted_changes_nothing()
    {
        await _kits.CopyAsync(Sample);

        var report = await TakeAsync(Sample, Header + "\n1,refused,,,5,a.pdf,batch-abc123,job-abc456");

        Assert.Contains("no file of this batch was sent", report.Problem!.Sentence, StringComparison.Ordinal);
        Assert.Empty((await Service<LineageStore>().FindAsync(Sample, Token)).Family);
    }

    private async Task<KitReport> TakeAsync(BatchId source, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Service<KitResults>().TakeAsync(source, stream, "Ada", Token);
    }

    private T Service<T>()
        where T : notnull => _kits.App.Services.GetRequiredService<T>();
}
