using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Wickson;

/// <summary>An id never changes the path or host of a request.</summary>
public sealed class IdentifierTests
{
    private const string Suspicious = "abzAZ09-_.:~/\\%?#@&=+;<>\"' \t\r\n\0\u00e9\u0130\u2215\uFF0F\u202e2eE5cC";

    [Fact]
    public void Whatever_is_accepted_stays_one_segment_of_the_path()
    {
        var character = Gen.Frequency((6, Gen.OneOf(Suspicious.ToCharArray())), (1, Gen.Char));
        character.Array[0, 140].Select(characters => new string(characters)).Sample(
            text =>
            {
                if (!BatchId.TryParse(text, out var id))
                {
                    return;
                }

                foreach (var segment in new[] { id.Value, Uri.EscapeDataString(id.Value) })
                {
                    var url = new Uri(new Uri("https://api.example/prefix/"), $"v1/batches/{segment}/results?page=1");
                    Assert.Equal("api.example", url.Host);
                    Assert.Equal("?page=1", url.Query);
                    Assert.Empty(url.Fragment);
                    Assert.Equal(["/", "prefix/", "v1/", "batches/", segment + "/", "results"], url.Segments);
                }

                Assert.True(MediaId.TryParse(text, out _));
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("batch-abc123")]
    [InlineData("A")]
    [InlineData("doc_0b6b2a5e-8f57-4f7e-9d0c-2b1f0f5a7c11")]
    [InlineData("a..b")]
    public void An_id_is_accepted_as_it_is(string text)
    {
        Assert.True(BatchId.TryParse(text, out var batch));
        Assert.Equal(text, batch.Value);
        Assert.Equal(text, MediaId.Parse(text).Value);
    }

    [Theory]
    [MemberData(nameof(NoIds))]
    public void What_is_no_id_is_rejected(string? text)
    {
        Assert.False(BatchId.TryParse(text, out _));
        Assert.False(MediaId.TryParse(text, out _));
        Assert.DoesNotContain(text is { Length: > 3 } ? text : "\0", Assert.Throws<FormatException>(() => BatchId.Parse(text!)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string?> NoIds() =>
    [
        (string?)null, "", " ", ".", "..", "...", "../x", "a/b", "/a", "a\\b", "%2e", "%2e%2e", "a%2fb", "a?b", "a#b", "@host", "a@b",
        "batch abc", "batch\n", "batch\0", "-a", "_a", "bätch", "batch\u202e", "ｂatch", "\u0130d", new string('a', 129), new string('a', 4000),
    ];
}
