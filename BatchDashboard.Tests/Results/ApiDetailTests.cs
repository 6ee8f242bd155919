using System.Text;
using System.Text.Json;
using BatchDashboard.Results;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>What the API says of a failure is shown, and cannot take over the page.</summary>
public sealed class ApiDetailTests
{
    [Theory]
    [InlineData("""{"operation":"get_batch_results","batch_id":"batch-1"}""", "operation=get_batch_results; batch_id=batch-1")]
    [InlineData("""{"limit":5,"ok":true,"none":null,"in":{"a":[1,2]}}""", """limit=5; ok=true; none=null; in={"a":[1,2]}""")]
    [InlineData("\"why\"", "details=why")]
    [InlineData("[1,2]", "details=[1,2]")]
    [InlineData("{\"a\\u202eb\":\"<b>\\n\\u0000</b>\"}", "a\ufffdb=<b>\ufffd\ufffd</b>")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    public void Each_member_is_a_name_and_a_value(string details, string shown) =>
        Assert.Equal(shown, string.Join("; ", ApiDetail.Of(JsonElement.Parse(details)).Select(one => $"{one.Name}={one.Value}")));

    [Fact]
    public void Many_and_long_ones_are_cut()
    {
        var members = Enumerable.Range(0, 500).Select(i => $"\"{i}{new string('n', 4000)}\":\"{new string('v', 4000)}\"");

        var shown = ApiDetail.Of(JsonElement.Parse("{" + string.Join(',', members) + "}"));

        Assert.Equal((13, new ApiDetail("…", "488 more")), (shown.Count, shown[^1]));
        Assert.All(shown, one => Assert.True(one.Name.Length <= 60 && one.Value.Length <= 200));
    }

    [Theory]
    [InlineData(298)]
    [InlineData(299)]
    [InlineData(300)]
    public void A_long_message_is_not_cut_within_a_letter(int length)
    {
        var error = new WicksonError(WicksonFailure.ServerError, new string('a', length) + "😀😀") { IsQuoted = true, Suggestion = new string('b', length) + "😀😀" };

        var problem = ProblemWords.Of(error, "the batch");

        Assert.DoesNotContain(Rune.ReplacementChar, $"{problem.Sentence}{problem.Advice}".EnumerateRunes());
        Assert.EndsWith("…", problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"message":"Out of memory"}""", "Wickson failed while it read the batch: Out of memory.")]
    [InlineData("{}", "Wickson failed to answer about batch batch-1 (status 500).")]
    [InlineData("[]", "Wickson failed to answer about batch batch-1 (status 500).")]
    public async Task A_failure_without_a_reason_is_told_once(string body, string sentence)
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Json(body, 500);

        var error = await FailureTests.ErrorOf(api.Client().GetResultsAsync(BatchId.Parse("batch-1"), 1, 1, TestContext.Current.CancellationToken));

        Assert.Equal(sentence, ProblemWords.Of(error, "the batch").Sentence);
    }

    [Fact]
    public async Task A_key_that_the_API_repeats_in_them_is_masked()
    {
        await using var api = await FakeWickson.StartAsync();
        api.Otherwise = _ => FakeAnswer.Json("""{"code":"x","details":{"sent secret+key-1":{"key":"secret\u002bkey-1"} } }""", 400);

        var error = await FailureTests.ErrorOf(api.Client(new Dictionary<string, string>(StringComparer.Ordinal) { ["Wickson:ApiKey"] = "secret+key-1" }).GetResultsAsync(BatchId.Parse("batch-1"), 1, 1, TestContext.Current.CancellationToken));

        var shown = Assert.Single(ProblemWords.Of(error, "the batch").Details);
        Assert.Equal(("sent [API key]", """{"key":"[API key]"}"""), (shown.Name, shown.Value));
    }
}
