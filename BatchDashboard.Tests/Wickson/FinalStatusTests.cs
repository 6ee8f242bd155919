using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Wickson;

public sealed class FinalStatusTests
{
    [Theory]
    [InlineData("completed", false, true)]
    [InlineData("Failed", false, true)]
    [InlineData("CANCELLED", true, true)]
    [InlineData("completed_with_warnings", true, true)]
    [InlineData("completed_with_warnings", false, false)]
    [InlineData("", true, true)]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("running", true, false)]
    [InlineData("Created", true, false)]
    [InlineData("paused", true, false)]
    [InlineData("\u202erunning", true, true)]
    public void A_batch_is_over_by_its_word_or_where_that_is_unknown_by_its_end(string? status, bool hasEnded, bool isFinal) =>
        Assert.Equal(isFinal, FinalStatus.Is(status, hasEnded));
}
