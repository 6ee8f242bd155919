using BatchDashboard.Data.Failures;
using CsCheck;

namespace BatchDashboard.Tests.Data;

public sealed class MessagePatternTests
{
    [Theory]
    [InlineData("Unsupported file format", "a.xyz", "Unsupported file format")]
    [InlineData("Unsupported format .xyz in report 7.xyz", "report 7.xyz", "Unsupported format .xyz in ‹file›")]
    [InlineData("Cannot open /tmp/in/4711/report.pdf", "x/report.pdf", "Cannot open ‹path›")]
    [InlineData("Cannot open C:\\in\\other.pdf: denied", null, "Cannot open ‹path›: denied")]
    [InlineData("Page 12 of 340 is damaged (offset 0x1fa0)", null, "Page ‹n› of ‹n› is damaged (offset ‹n›)")]
    [InlineData("File has 25.4MB, 20 MB are allowed", null, "File has ‹n›MB, ‹n› MB are allowed")]
    [InlineData("Job job_8812 failed, trace 9f86d081884c7d65", null, "Job ‹id› failed, trace ‹id›")]
    [InlineData("Request 550e8400-e29b-41d4-a716-446655440000 timed out after 30.5s", null, "Request ‹id› timed out after ‹n›s")]
    [InlineData("Sheet 'Q1 budget' has no rows", null, "Sheet ‹text› has no rows")]
    [InlineData("Doesn't match the file's header", null, "Doesn't match the file's header")]
    [InlineData("field=\"a b\" stage=ocr code=17", null, "field=‹text› stage=ocr code=17")]
    [InlineData("At 2026-11-27T11:00:03Z the worker stopped", null, "At ‹n› the worker stopped")]
    [InlineData("See https://api.example.org/v1/x for help", null, "See ‹path› for help")]
    [InlineData("Could not read budget.xlsx and/or its copy", null, "Could not read ‹file› and/or its copy")]
    [InlineData("  two\n lines\t here ", null, "two lines here")]
    [InlineData("H264 is not MP4", null, "H264 is not MP4")]
    [InlineData("Upstream answered HTTP 404", null, "Upstream answered HTTP 404")]
    [InlineData("HTTP/1.1 503 after 12 tries (status code: 7)", null, "HTTP/1.1 503 after ‹n› tries (status code: 7)")]
    [InlineData("ffmpeg: exit code was -11, errno 13. 20 frames", null, "ffmpeg: exit code was -11, errno 13. ‹n› frames")]
    [InlineData("HTTP404 for status_code=503", null, "HTTP404 for status_code=503")]
    [InlineData("Failed with 0x80070005 at 0x80070005 (0x7ffdeadbeef01)", null, "Failed with 0x80070005 at ‹n› (‹n›)")]
    [InlineData("Status. 5 files of status 3 pages", null, "Status. ‹n› files of status 3 pages")]
    [InlineData("Cannot open 甲.pdf", "甲.pdf", "Cannot open ‹file›")]
    [InlineData("无法打开文件甲.pdf，第3页共10页", "in/甲.pdf", "无法打开文件‹file›，第‹n›页共‹n›页")]
    [InlineData("Cannot open re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf", "Cannot open ‹file›")]
    [InlineData("Cannot open a file", "a", "Cannot open a file")]
    [InlineData("Damaged: p.3, page7, pp 3 to 9", null, "Damaged: p.‹n›, page‹n›, pp ‹n› to ‹n›")]
    [InlineData("", null, "")]
    public void What_differs_from_file_to_file_is_masked_and_words_stay(string message, string? file, string pattern) =>
        Assert.Equal(pattern, MessagePattern.Of(message, file));

    [Fact]
    public void Messages_that_differ_in_numbers_names_and_ids_only_are_of_one_pattern() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Gen.String[Gen.Char.AlphaNumeric, 3, 30]).Sample((first, second, name) =>
        {
            string Message(int number, string file) => $"Row {number} of {file} (job_{number}) is too long";
            Assert.Equal(
                MessagePattern.Of(Message(first, name + ".csv"), name + ".csv"),
                MessagePattern.Of(Message(second, "other 1.csv"), "other 1.csv"));
        });

    [Fact]
    public void Any_text_has_a_pattern_which_masks_nothing_more() => Gen.Select(Gen.String, Gen.String.Null()).Sample((message, file) =>
    {
        var pattern = MessagePattern.Of(message, file);
        Assert.True(pattern.Length <= (message.Length * 8) + 8);
    });

    [Fact]
    public void A_message_of_a_million_letters_is_cut() =>
        Assert.InRange(MessagePattern.Of(new string('a', 1_000_000), null).Length, 2_000, 2_010);
}
