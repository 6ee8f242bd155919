using BatchDashboard.Components.Display;
using Bunit;
using CsCheck;

namespace BatchDashboard.Tests.Components;

public sealed class MatchTests : PageTest
{
    [Theory]
    [InlineData("Annual_REPORT_2024.pdf", "report", "Annual_", "REPORT", "_2024.pdf")]
    [InlineData("report.pdf", "report.pdf", "", "report.pdf", "")]
    [InlineData("plan.pdf", "report", "plan.pdf", "", "")]
    [InlineData("plan.pdf", "", "plan.pdf", "", "")]
    [InlineData("İstanbul.pdf", "istanbul", "İstanbul.pdf", "", "")]
    [InlineData("a👩‍💻b.png", "👩‍💻", "a", "👩‍💻", "b.png")]
    public void The_part_is_found_in_either_case(string text, string part, string before, string found, string after) =>
        Assert.Equal(new Match(before, found, after), Match.In(text, part));

    [Fact]
    public void Of_four_thousand_characters_the_start_and_the_part_are_kept()
    {
        var match = Match.In(new string('a', 2000) + "needle" + new string('b', 2000), "NEEDLE");

        Assert.Equal(new string('a', 16) + "…" + new string('a', 24), match.Before);
        Assert.Equal("needle", match.Found);
        Assert.Equal(new string('b', 300) + "…", match.After);
    }

    [Fact]
    public void No_pair_of_surrogates_is_ever_parted() => Gen.Select(Gen.Int[0, 80], Gen.Int[0, 400]).Sample((before, after) =>
    {
        var match = Match.In(string.Concat(Enumerable.Repeat("👩", before)) + "x" + string.Concat(Enumerable.Repeat("👩", after)), "x");
        Assert.All([match.Before, match.After], text => Assert.True(text.EnumerateRunes().All(rune => rune.Value != 0xFFFD), text));
    });

    [Fact]
    public void Whatever_a_text_is_it_hides_nothing_and_never_fails() => Gen.Select(Gen.String, Gen.String).Sample((text, part) =>
    {
        var match = Match.In(text, part);
        Assert.Equal(match.Before + match.Found + match.After, Readable.Visible(match.Before + match.Found + match.After));
    });

    [Fact]
    public void A_hostile_name_is_marked_as_text()
    {
        var shown = Render<Highlight>(parameters => parameters
            .Add(highlight => highlight.Text, "<img src=x onerror=alert(1)>\u202Egpj.exe")
            .Add(highlight => highlight.Part, "<IMG"));

        Assert.Empty(shown.FindAll("img"));
        Assert.Equal("<img", shown.Find("mark").TextContent);
        Assert.Equal("<img src=x onerror=alert(1)>\uFFFDgpj.exe", shown.Find("bdi").TextContent);
    }
}
