using BatchDashboard.Queries;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Results;
using BatchDashboard.Sync;
using BatchDashboard.Tests.Startup;
using BatchDashboard.Wickson;
using Microsoft.Extensions.DependencyInjection;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>Which files of a batch are to be sent again.</summary>
public sealed class FailedFilesTests
{
    private static readonly BatchId Source = BatchId.Parse(Sending.Source);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_failed_files_of_a_batch_are_read_with_what_their_errors_say()
    {
        await using var sending = await Sending.StartAsync();

        var selection = await ReadAsync(sending, JobQuery.Default);

        Assert.Equal(20, selection.Files.Count);
        var file = selection.Files.Single(file => file.Name == "financial_data.xlsx");
        Assert.Equal(("format_error", Verdict.ChangeFile), (file.ErrorCode, file.Verdict));
        Assert.Equal([".pdf", ".txt", ".docx"], file.SupportedFormats);
        Assert.Equal([("format_error", 12L), ("corrupted_file", 8L)], selection.Kinds.Select(kind => (kind.ErrorType, kind.Count)));
    }

    [Fact]
    public async Task What_is_said_of_a_selection_is_true_of_its_own_files()
    {
        await using var sending = await Sending.StartAsync();
        var all = await ReadAsync(sending, JobQuery.Default);
        Assert.Contains(all.Kinds[0].Advice.Checks, check => check.StartsWith("12 of 12 end in ", StringComparison.Ordinal) && check.EndsWith("is among .pdf, .txt, .docx.", StringComparison.Ordinal));
        Assert.Equal("Convert to one of .pdf, .txt, .docx.", all.Kinds[0].Advice.Steps[0]);

        var one = await ReadAsync(sending, JobQuery.Parse("?q=financial_data").Query);

        Assert.Equal("1 of 1 ends in .xlsx, which is not among .pdf, .txt, .docx.", Assert.Single(one.Kinds).Advice.Checks[0]);
    }

    [Theory]
    [InlineData("?error=corrupted_file", 8)]
    [InlineData("?error=corrupted_file&q=damaged_image&sort=-size&page=7", 1)]
    [InlineData("?status=succeeded", 0)]
    [InlineData("?error=nobody_knows_it", 0)]
    public async Task The_query_of_the_grid_says_which(string query, int files)
    {
        await using var sending = await Sending.StartAsync();

        Assert.Equal(files, (await ReadAsync(sending, JobQuery.Parse(query).Query)).Files.Count);
    }

    [Fact]
    public async Task A_frozen_selection_is_these_files_and_no_others()
    {
        await using var sending = await Sending.StartAsync();
        var all = await ReadAsync(sending, JobQuery.Default);
        var scopes = sending.App.Services.GetRequiredService<JobScopes>();
        var ticket = scopes.Keep(new JobScope(Source, [all.Files[3].Job, all.Files[9].Job, "job-that-succeeded"]));

        Assert.Equal([all.Files[3].Job, all.Files[9].Job], (await ReadAsync(sending, JobQuery.Default, ticket)).Files.Select(file => file.Job));
        Assert.Contains("no longer known", (await sending.Failed.ReadAsync(Source, JobQuery.Default, "forgotten", false, false, Cancellation)).Problem!.Sentence, StringComparison.Ordinal);
        var other = scopes.Keep(new JobScope(BatchId.Parse("batch-empty"), ["job"]));
        Assert.Null((await sending.Failed.ReadAsync(Source, JobQuery.Default, other, false, false, Cancellation)).Value);
    }

    [Fact]
    public async Task What_was_accepted_before_is_left_out_unless_it_is_asked_for()
    {
        await using var sending = await Sending.StartAsync();
        var file = (await ReadAsync(sending, JobQuery.Default)).Files[0];
        var match = new FileMatch(file, new DroppedFile(0, "a.pdf", "a.pdf", 5), MatchedBy.Operator);
        var (id, _) = await sending.Service.StartAsync(Source, ResubmissionPlan.Of([match], false), null, false, "Ada", includesSent: false, Cancellation);
        Assert.Equal(20, (await ReadAsync(sending, JobQuery.Default)).Files.Count);

        await sending.SendAsync(id!, 1);

        var left = await ReadAsync(sending, JobQuery.Default);
        Assert.Equal((19, 1), (left.Files.Count, left.SentBefore));
        Assert.DoesNotContain(left.Files, one => one.Job == file.Job);
        var (late, problem) = await sending.Service.StartAsync(Source, ResubmissionPlan.Of([match], false), null, false, "Bob", includesSent: false, Cancellation);
        Assert.Null(late);
        Assert.Contains("sent again meanwhile", problem!.Sentence, StringComparison.Ordinal);
        Assert.Equal(20, (await sending.Failed.ReadAsync(Source, JobQuery.Default, null, includesSent: true, mayCopy: false, Cancellation)).Value!.Files.Count);
    }

    [Fact]
    public async Task A_costly_copy_waits_for_the_operator_s_word()
    {
        await using var sending = await Sending.StartAsync();
        var large = BatchId.Parse("batch-100k");
        var sync = sending.App.Services.GetRequiredService<BatchSync>();

        var first = (await sending.Failed.ReadAsync(large, JobQuery.Default, null, includesSent: false, mayCopy: false, Cancellation)).Value!;

        Assert.False(first.IsWhole);
        Assert.Equal((100, FreshnessKind.Live), (first.Batch.CopyCost, first.Batch.Freshness.Kind));
        Assert.Null(sync.Progress(large));

        await sending.Failed.ReadAsync(large, JobQuery.Default, null, includesSent: false, mayCopy: true, Cancellation);
        Assert.NotNull(sync.Progress(large));
        await sync.StopAsync(large, Cancellation);
    }

    [Fact]
    public async Task In_cache_mode_nothing_is_sent_and_the_page_offers_the_kit()
    {
        await using var sending = await Sending.StartAsync("--Results:Source=Cache");
        var match = new FileMatch(new FileToFix("job", "a.pdf", 5, null, null, Verdict.SendAgain), new DroppedFile(0, "a.pdf", "a.pdf", 5), MatchedBy.Name);

        var (id, problem) = await sending.Service.StartAsync(Source, ResubmissionPlan.Of([match], false), null, false, "Ada", includesSent: false, Cancellation);

        Assert.Null(id);
        Assert.Contains("live source", problem!.Sentence, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await sending.SendAsync("0123456789abcdef", 1)).Status);
    }

    private static async Task<FailedSelection> ReadAsync(Sending sending, JobQuery query, string? ticket = null)
    {
        var answer = await sending.Failed.ReadAsync(Source, query, ticket, includesSent: false, mayCopy: false, Cancellation);
        if (answer.Value is { IsWhole: false })
        {
            await sending.App.Services.GetRequiredService<BatchSync>().EndAsync(Source).InTimeAsync();
            answer = await sending.Failed.ReadAsync(Source, query, ticket, includesSent: false, mayCopy: false, Cancellation);
        }

        Assert.True(answer.Value is { IsWhole: true }, answer.Problem?.Sentence);
        return answer.Value!;
    }
}
