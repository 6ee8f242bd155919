using System.Text;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Playbooks;

namespace BatchDashboard.Tests.Resolution.Playbooks;

/// <summary>Playbooks that teams write: what is read of them, and what is refused with which words.</summary>
public sealed class PlaybookFileTests
{
    [Fact]
    public void A_file_says_for_what_code_it_is_who_acts_what_becomes_of_the_file_and_how()
    {
        var playbook = Read("""
            ---
            code: format_error
            title: We do not convert spreadsheets
            actor: account owner
            verdict: drop
            mode: append
            ---
            ## Ask the sender

            1. Write to [support](https://example.org/help).
            2. Wait **two** days.
            """);

        Assert.Equal(["format_error"], playbook.Codes);
        Assert.Equal(
            ("We do not convert spreadsheets", Actor.AccountOwner, Verdict.Drop, true),
            (playbook.Title, playbook.Actor, playbook.Verdict, playbook.Appends));
        Assert.Contains("<h3>Ask the sender</h3>", playbook.Html, StringComparison.Ordinal);
        Assert.Contains("<strong>two</strong>", playbook.Html, StringComparison.Ordinal);
        Assert.Contains("""<a href="https://example.org/help" rel="noopener noreferrer">support</a>""", playbook.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_may_be_for_several_codes_and_leave_the_rest_as_it_is()
    {
        var playbook = Read("---\r\ncodes: [Format_Error, quota_exceeded, 'format_error']\r\n---\r\nText");

        Assert.Equal(["format_error", "quota_exceeded"], playbook.Codes);
        Assert.Equal((null, null, null, false), (playbook.Title, playbook.Actor, playbook.Verdict, playbook.Appends));
        Assert.Equal("<p>Text</p>", playbook.Html);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Text <img src=x onerror=alert(1)>")]
    [InlineData("<style>body { display: none }</style>")]
    [InlineData("<a href=\"https://example.org\" onclick=\"alert(1)\">x</a>")]
    [InlineData("<iframe src=\"https://example.org\"></iframe>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt&#58;alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("![pixel](https://example.org/pixel.png)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x](/batches)")]
    [InlineData("[x](//example.org/x)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](\\\\example.org\\x)")]
    public void Nothing_in_it_runs_hides_the_page_or_asks_anybody_else(string body)
    {
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(Read($"---\ncode: x\n---\n{body}").Html);

        Assert.Empty(document.QuerySelectorAll("script, style, img, iframe, object, form, input, svg"));
        Assert.All(document.All.SelectMany(element => element.Attributes), attribute =>
        {
            Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.NotEqual("style", attribute.Name);
        });
        Assert.All(
            document.QuerySelectorAll("a[href]"),
            link => Assert.Matches("^(https?|mailto):", link.GetAttribute("href")!));
    }

    [Fact]
    public void A_picture_is_its_description()
    {
        Assert.Equal("<p>See [picture: the menu]</p>", Read("---\ncode: x\n---\nSee ![the menu](https://example.org/menu.png)").Html);
    }

    [Theory]
    [InlineData("", "line 1: it does not begin with “---”")]
    [InlineData("# A title\n", "line 1: it does not begin with “---”")]
    [InlineData("---\ncode: x\n", "are not ended by another “---”")]
    [InlineData("---\n---\ntext", "no “code:”")]
    [InlineData("---\ntitle: x\n---\n", "there is no “code:”")]
    [InlineData("---\ncode:\n---\n", "there is no “code:”")]
    [InlineData("---\ncode: x\nverdict: resend\n---\n", "line 3: verdict is “resend”; write send-again, change-file, drop, wait, look-first")]
    [InlineData("---\ncode: x\nactor: [me]\n---\n", "line 3: actor must be a word")]
    [InlineData("---\ncode: x\ncolour: red\n---\n", "line 3: “colour” is not known")]
    [InlineData("---\ncode: x\ntitle: [unclosed\n---\n", "line ")]
    [InlineData("---\ncode: x\ncode: y\n---\n", "line ")]
    [InlineData("---\ncode: *nowhere\n---\n", "line ")]
    [InlineData("---\n- code\n---\n", "no “code:”")]
    public void A_file_that_is_none_is_told_what_is_wrong_and_where(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<PlaybookException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_too_large_no_text_or_not_in_utf_8_is_refused()
    {
        Assert.Equal("it has more than 64 KB", Refusal(Encoding.UTF8.GetBytes("---\ncode: x\n---\n" + new string('x', 70_000))));
        Assert.Equal("it is not written in UTF-8", Refusal(Encoding.Latin1.GetBytes("---\ncode: x\n---\nGrün")));
        Assert.Equal("it is not a text file", Refusal("---\ncode: x\n---\n\0"u8.ToArray()));
        foreach (var level in new[] { "[", "{", "- ", "? ", "{a: " })
        {
            Assert.Contains("nested too deeply", Refusal(Encoding.UTF8.GetBytes("---\ncode: x\ntitle: " + string.Concat(Enumerable.Repeat(level, 1_500)) + "\n---\n")), StringComparison.Ordinal);
        }

        Assert.Contains("nested too deeply", Refusal(Encoding.UTF8.GetBytes("---\ncode: x\n---\n" + string.Concat(Enumerable.Repeat("> ", 20_000)))), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<PlaybookException>(() => PlaybookFile.Read("x.md", bytes)).Message;

    private static TeamPlaybook Read(string text) => PlaybookFile.Read("x.md", Encoding.UTF8.GetBytes(text));
}
