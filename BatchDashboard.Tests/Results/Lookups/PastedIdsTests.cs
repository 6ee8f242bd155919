using BatchDashboard.Results.Lookups;
using CsCheck;

namespace BatchDashboard.Tests.Results.Lookups;

public sealed class PastedIdsTests
{
    [Theory]
    [InlineData("batch-1 batch-2")]
    [InlineData("batch-1,batch-2,")]
    [InlineData("\r\n\tbatch-1;\r\n batch-2 |\n")]
    [InlineData("[\"batch-1\", \"batch-2\"]")]
    [InlineData("(batch-1) “batch-2”")]
    [InlineData("\uFEFFbatch-1\u00A0\u200Bbatch-2\0")]
    public void Ids_are_found_whatever_separates_them(string text)
    {
        var pasted = PastedIds.Parse(text);

        Assert.Equal(["batch-1", "batch-2"], pasted.Ids.Select(id => id.Value));
        Assert.Empty(pasted.Repeated);
        Assert.Empty(pasted.Refused);
    }

    [Fact]
    public void What_repeats_counts_once_and_what_is_no_id_is_kept_apart()
    {
        var pasted = PastedIds.Parse("b a <b>no</b> b ../etc a b <b>no</b> B é " + new string('x', 129));

        Assert.Equal(["b", "a", "B"], pasted.Ids.Select(id => id.Value));
        Assert.Equal(["b", "a"], pasted.Repeated.Select(id => id.Value));
        Assert.Equal(["<b>no</b>", "../etc", "é", new string('x', 129)], pasted.Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ,;|\t\n \"\" [] ")]
    public void A_text_without_words_has_nothing(string text)
    {
        var pasted = PastedIds.Parse(text);

        Assert.Empty(pasted.Ids);
        Assert.Empty(pasted.Refused);
    }

    [Fact]
    public void No_text_is_too_odd_and_nothing_of_it_is_lost() => Gen.String.Sample(text =>
    {
        var pasted = PastedIds.Parse(text);
        var found = pasted.Ids.Select(id => id.Value).Concat(pasted.Refused).ToList();

        Assert.Equal(found.Distinct(StringComparer.Ordinal), found);
        Assert.All(found, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.All(text.Where(char.IsAsciiLetterOrDigit), letter => Assert.Contains(found, word => word.Contains(letter, StringComparison.Ordinal)));
    });
}
