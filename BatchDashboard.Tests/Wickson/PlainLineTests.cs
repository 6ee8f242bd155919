using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Wickson;

public sealed class PlainLineTests
{
    [Theory]
    [InlineData("plain", "plain", "plain")]
    [InlineData(" two\nlines\u2028and one ", "two\uFFFDlines\uFFFDand one", "two lines and one")]
    [InlineData("gpj.\u202Eexe", "gpj.\uFFFDexe", "gpj. exe")]
    [InlineData(null, "", "")]
    public void Nothing_that_hides_or_breaks_the_line_is_left(string? text, string signs, string spaces) =>
        Assert.Equal((signs, spaces), (PlainLine.Of(text), PlainLine.Spaced(text)));

    [Theory]
    [InlineData("123456", 6, "123456")]
    [InlineData("1234567", 6, "12345…")]
    [InlineData("1234\U0001F600567", 6, "1234…")]
    public void A_long_text_is_cut_between_characters(string text, int longest, string cut) => Assert.Equal(cut, PlainLine.Spaced(text, longest));
}
