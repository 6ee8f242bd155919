using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Resubmission;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>Batches within the API's limits, and the files that cannot be sent.</summary>
public sealed class PackerTests
{
    [Fact]
    public void Every_batch_is_within_the_limits_and_no_file_is_lost_or_doubled() => Gen.Select(
        Gen.Long[0, BatchLimits.Bytes + (BatchLimits.Bytes / 10)], Gen.Int[0, 40], (size, name) => (Size: size, Name: $"{name}.pdf")).Array[0, 300].Sample(files =>
        {
            var numbered = files.Select((file, index) => (file.Size, file.Name, Index: index)).ToList();

            var packed = Packer.Pack(numbered, file => file.Name, file => file.Size);

            Assert.All(packed.Batches, batch =>
            {
                Assert.InRange(batch.Files.Count, 1, BatchLimits.Files);
                Assert.Equal(batch.Files.Sum(file => file.Size), batch.Bytes);
                Assert.InRange(batch.Bytes, 0, BatchLimits.Bytes);
                Assert.Equal(batch.Files.Count, batch.Files.DistinctBy(file => file.Name, StringComparer.OrdinalIgnoreCase).Count());
                Assert.Equal(batch.Files.Select(file => file.Index).Order(), batch.Files.Select(file => file.Index));
            });
            Assert.All(packed.TooLarge, file => Assert.True(file.Size > BatchLimits.Bytes));
            Assert.Equal(numbered, packed.Batches.SelectMany(batch => batch.Files).Concat(packed.TooLarge).OrderBy(file => file.Index));
            Assert.Equal(packed.Batches.Select(batch => batch.Files[0].Index).Order(), packed.Batches.Select(batch => batch.Files[0].Index));
        });

    [Fact]
    public void Files_fill_the_gaps_of_earlier_batches()
    {
        long[] sizes = [60_000_000, 60_000_000, 40_000_000, 40_000_000];

        var packed = Packer.Pack(sizes.Select((size, index) => (Size: size, Name: $"{index}")), file => file.Name, file => file.Size);

        Assert.Equal([["0", "2"], ["1", "3"]], packed.Batches.Select(batch => batch.Files.Select(file => file.Name)));
    }

    [Fact]
    public void Names_that_differ_only_in_case_or_unicode_form_are_put_in_different_batches()
    {
        string[] names = ["é.pdf", "E\u0301.PDF", "f.pdf"];

        var packed = Packer.Pack(names, name => name, _ => 1);

        Assert.Equal([["é.pdf", "f.pdf"], ["E\u0301.PDF"]], packed.Batches.Select(batch => batch.Files));
    }

    [Theory]
    [InlineData("a.pdf", 0, FileProblemKind.Empty)]
    [InlineData("a.mp4", 100_000_001, FileProblemKind.OverBatchLimit)]
    [InlineData("a.pdf", 20_971_521, FileProblemKind.OverLimit)]
    [InlineData("a.numbers", 5, FileProblemKind.UnsupportedFormat)]
    [InlineData("a.xlsx", 10, FileProblemKind.Unchanged)]
    public void What_stands_against_a_file_is_told(string name, long size, FileProblemKind expected)
    {
        var failed = new FileToFix("job", "a.xlsx", 10, "validation_error", "document", Verdict.ChangeFile);

        Assert.Equal(expected, FileProblems.Find(failed, new DroppedFile(0, name, name, size))?.Kind);
    }

    [Fact]
    public void A_size_that_is_shown_as_less_than_the_100_MB_of_a_batch_is_told_in_bytes()
    {
        var failed = new FileToFix("job", "a.mp4", 10, "validation_error", "video", Verdict.ChangeFile);

        Assert.Equal(
            "102,760,448 bytes are more than the 100 MB (100,000,000 bytes) that a whole batch may have.",
            FileProblems.Find(failed, new DroppedFile(0, "a.mp4", "a.mp4", 98 * 1024 * 1024))?.Sentence);
    }

    [Fact]
    public void What_the_error_says_wins_over_the_table()
    {
        var failed = new FileToFix("job", "a.xlsx", 10, "format_error", "document", Verdict.ChangeFile) { SupportedFormats = [".pdf", ".zip"], MaxBytes = 100 };

        Assert.Equal(FileProblemKind.UnsupportedFormat, FileProblems.Find(failed, new DroppedFile(0, "a.docx", "a.docx", 5))?.Kind);
        Assert.Null(FileProblems.Find(failed, new DroppedFile(0, "a.zip", "a.zip", 5)));
        Assert.Equal(FileProblemKind.OverLimit, FileProblems.Find(failed, new DroppedFile(0, "a.pdf", "a.pdf", 101))?.Kind);
    }

    [Fact]
    public void A_doubtful_file_is_sent_only_when_the_operator_says_so_and_an_empty_one_never()
    {
        var failed = new FileToFix("job", "a.xlsx", 10, "format_error", "document", Verdict.ChangeFile);
        FileMatch[] matches =
        [
            new(failed, new DroppedFile(0, "a.zip", "a.zip", 5), MatchedBy.Name),
            new(failed, new DroppedFile(1, "b.pdf", "b.pdf", 0), MatchedBy.Name),
            new(failed, new DroppedFile(2, "a.xlsx", "a.xlsx", 10), MatchedBy.Name),
        ];

        Assert.Equal([2], ResubmissionPlan.Of(matches, sendsDoubtful: false).Batches.SelectMany(batch => batch.Files).Select(match => match.Dropped.Index));
        Assert.Equal([0, 2], ResubmissionPlan.Of(matches, sendsDoubtful: true).Batches.SelectMany(batch => batch.Files).Select(match => match.Dropped.Index));
        Assert.Equal(3, ResubmissionPlan.Of(matches, sendsDoubtful: true).Problems.Count);
    }
}
