using BatchDashboard.Lineage;
using BatchDashboard.Tests.Components;
using BatchDashboard.Wickson;
using JobRow = BatchDashboard.Results.JobRow;
using SentFileMatch = BatchDashboard.Resolution.Lineage.SentFileMatch;

namespace BatchDashboard.Tests.Resolution.Lineage;

public sealed class SentFileMatchTests
{
    [Fact]
    public void A_file_is_found_by_its_exact_name() => Assert.Equal(
        [("job-2", SentOutcome.Succeeded), (null, SentOutcome.Skipped), ("job-3", SentOutcome.Failed)],
        Match(["report.pdf", "missing.pdf", "Report.pdf"], ("other.pdf", "succeeded"), ("report.pdf", "succeeded"), ("Report.pdf", "failed")));

    [Fact]
    public void Files_of_one_name_are_found_in_order() => Assert.Equal(
        [("job-1", SentOutcome.Failed), ("job-2", SentOutcome.Succeeded), (null, SentOutcome.Skipped)],
        Match(["a.pdf", "a.pdf", "a.pdf"], ("a.pdf", "failed"), ("a.pdf", "succeeded")));

    [Fact]
    public void Another_Unicode_form_of_the_name_is_tried_only_for_what_is_left() => Assert.Equal(
        [("job-1", SentOutcome.Failed), ("job-2", SentOutcome.Succeeded)],
        Match(["e\u0301.pdf", "\u00e9.pdf"], ("e\u0301.pdf", "failed"), ("\u00e9.pdf", "succeeded")));

    [Fact]
    public void A_server_may_have_chosen_another_Unicode_form() =>
        Assert.Equal([("job-1", SentOutcome.Succeeded)], Match(["e\u0301.pdf"], ("\u00e9.pdf", "succeeded")));

    [Theory]
    [InlineData("processed", SentOutcome.Succeeded)]
    [InlineData("pending", SentOutcome.Skipped)]
    [InlineData(null, SentOutcome.Skipped)]
    public void Only_a_known_success_is_one(string? status, SentOutcome outcome) =>
        Assert.Equal([("job-1", outcome)], Match(["a.pdf"], ("a.pdf", status)));

    [Theory]
    [InlineData("")]
    [InlineData("\ud800.pdf")]
    [InlineData("\ufffe.pdf")]
    public void A_name_that_is_none_harms_nobody(string name) =>
        Assert.Equal([("job-1", SentOutcome.Succeeded)], Match([name], (name, "succeeded")));

    private static IEnumerable<(string?, SentOutcome)> Match(string[] sent, params (string Name, string? Status)[] jobs) => SentFileMatch.Of(
        [.. sent.Select((name, index) => new UnsettledFile(index + 1, name))],
        [.. jobs.Select((job, index) => Row(index + 1, job.Name, job.Status))]).Select(file => (file.Job, file.Outcome));

    private static JobRow Row(int number, string name, string? status) => Views.Row(BatchId.Parse("batch-new"), 1) with
    {
        Number = number,
        Key = $"job-{number}",
        FileName = name,
        Status = status,
        Outcome = BatchDashboard.Results.ApiWords.Outcome(status),
    };
}
