using System.Net;
using System.Text.RegularExpressions;
using BatchDashboard.Export;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using CsCheck;
using Markdig;

namespace BatchDashboard.Tests.Export;

/// <summary>Whatever a file is called, in a ticket it is the text of one cell.</summary>
public sealed partial class MarkdownTableTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    [Theory]
    [InlineData("a|b.pdf")]
    [InlineData("<script>alert(1)</script>.pdf")]
    [InlineData("[click](javascript:alert(1))")]
    [InlineData("![x](http://example.test/x.png)")]
    [InlineData("`code` **bold** _em_ ~~no~~ ==mark==")]
    [InlineData("https://example.test/a?b=1&c=2")]
    [InlineData("@everyone #12 &lt;b&gt; \\| $x$ ^2^ {.red} \"quoted\" -- ...")]
    [InlineData("www.example.test me@example.test")]
    [InlineData("| --- |")]
    [InlineData("report_final_v2 (copy).xlsx")]
    public void A_hostile_name_is_its_own_text(string name) => Assert.Equal(name, Cells(MarkdownTable.Of([Row(name)], 1))[0]);

    [Fact]
    public void No_text_leaves_its_cell() => Gen.String.Sample(
        name =>
        {
            var html = Markdown.ToHtml(MarkdownTable.Of([Row(name)], 1), Pipeline);
            Assert.Equal((2, 10), (html.Split("<tr").Length - 1, (html.Split("<th").Length - 1 - 1) + html.Split("<td").Length - 1));
            Assert.DoesNotContain("<a", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        },
        iter: 500);

    [Fact]
    public void A_long_list_is_cut_and_says_so()
    {
        var rows = Enumerable.Range(0, 250).Select(number => Row($"file{number}")).ToList();

        var table = MarkdownTable.Of(rows, 1_234);

        Assert.Contains("file199", table, StringComparison.Ordinal);
        Assert.DoesNotContain("file200", table, StringComparison.Ordinal);
        Assert.EndsWith("\nThe first 200 of 1,234 jobs.\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_an_empty_cell_and_what_is_too_long_is_cut()
    {
        var cells = Cells(MarkdownTable.Of([Row(new string('x', 5_000)) with { ErrorCode = null, Status = null }], 1));

        Assert.Equal(5, cells.Count);
        Assert.Equal(("", ""), (cells[1], cells[2]));
        Assert.Equal(new string('x', 300) + "…", cells[0]);
    }

    private static List<string> Cells(string table) =>
        [.. Cell().Matches(Markdown.ToHtml(table, Pipeline)).Select(match => WebUtility.HtmlDecode(match.Groups["text"].Value))];

    private static JobRow Row(string name) => new()
    {
        BatchId = BatchId.Parse("batch-abc123"),
        Number = 1,
        Key = "job-1",
        JobId = "job-1",
        FileName = name,
        Status = "failed",
        Outcome = JobOutcome.Failed,
        ErrorCode = "format_error",
        ErrorMessage = "Unsupported file format",
    };

    [GeneratedRegex("<td[^>]*>(?<text>.*?)</td>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cell();
}
