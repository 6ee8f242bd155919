using BatchDashboard.Triage;
using CsCheck;

namespace BatchDashboard.Tests.Triage;

public sealed class NotePartsTests
{
    [Theory]
    [InlineData("See https://example.org/T-7, then ask.", "See |[https://example.org/T-7]|, then ask.")]
    [InlineData("(https://example.org/a?b=c&d#e)", "(|[https://example.org/a?b=c&d#e]|)")]
    [InlineData("mailto:ana@example.org http://a.b", "[mailto:ana@example.org]| |[http://a.b]")]
    [InlineData("javascript:alert(1) data:text/html,x ftp://a.b", "javascript:alert(1) data:text/html,x ftp://a.b")]
    [InlineData("xhttps://example.org", "xhttps://example.org")]
    [InlineData("https:// and http://", "https:// and http://")]
    [InlineData("<a href=\"https://example.org\">x</a>", "<a href=\"|[https://example.org]|\">x</a>")]
    [InlineData("no link", "no link")]
    public void Addresses_of_the_web_and_of_mail_lead_somewhere_and_all_else_is_text(string note, string parts) =>
        Assert.Equal(parts, string.Join('|', NoteParts.Of(note).Select(part => part.Url is null ? part.Text : $"[{part.Text}]")));

    [Fact]
    public void The_text_of_a_note_is_whole_whatever_stands_in_it() => Gen.String[0, 200].Sample(text =>
        Assert.Equal(text, string.Concat(NoteParts.Of(text).Select(part => part.Text))));

    [Fact]
    public void A_note_of_nothing_but_addresses_has_at_most_a_hundred_links()
    {
        var note = string.Join(' ', Enumerable.Repeat("https://a.b", 800));
        Assert.InRange(NoteParts.Of(note).Count(part => part.Url is not null), 50, 110);
        Assert.Equal(note, string.Concat(NoteParts.Of(note).Select(part => part.Text)));
    }
}
