using BatchDashboard.Components;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Components;

public sealed class UrlsTests
{
    private static readonly BatchId Id = BatchId.Parse("batch-abc123");

    [Fact]
    public void A_documented_error_type_stands_in_its_url_as_it_is() =>
        Assert.Equal("/batches/batch-abc123/errors/format_error", Urls.ErrorType(Id, "format_error"));

    [Fact]
    public void A_search_stands_in_its_url() => Assert.Equal("/search?q=a%26b%20%C3%A9", Urls.Search("a&b é"));

    [Fact]
    public void Whatever_an_error_type_is_its_path_brings_it_back_unchanged() => Gen.String.Where(IsText).Sample(type =>
    {
        var path = new Uri("http://localhost" + Urls.ErrorType(Id, type)).AbsolutePath;
        var segments = path.Split('/');
        return segments.Length == 5 && Urls.ReadErrorType(Uri.UnescapeDataString(segments[4])) == type;
    });

    [Fact]
    public void A_path_that_was_typed_by_hand_never_fails() => Gen.String.Sample(typed => Assert.NotNull(Urls.ReadErrorType("~" + typed)));

    // Half a surrogate pair is no text, and the client mends it before anybody sees it.
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
