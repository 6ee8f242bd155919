using BatchDashboard.Components.Display;
using BatchDashboard.Results;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class ProblemNoteTests : PageTest
{
    private static readonly Problem Limited = new(ProblemKind.RateLimited, "There were too many requests at once, so Wickson asks you to wait.", "Wait.");

    [Fact]
    public void A_rate_limit_says_how_long_and_until_when() => Assert.Contains(
        "Wait. Wickson allows requests again 12 minutes from now, at 1 Jan 2026, 12:12.",
        Text(Limited with { RetryAt = Time.GetUtcNow().AddMinutes(12) }),
        StringComparison.Ordinal);

    [Fact]
    public void A_time_that_cannot_be_right_is_not_shown()
    {
        Assert.Contains("The time that Wickson named is over: try again.", Text(Limited with { RetryAt = DateTimeOffset.UnixEpoch }), StringComparison.Ordinal);
        Assert.Contains("Wickson does not say for how long: try again in a minute.", Text(Limited), StringComparison.Ordinal);
        foreach (var far in new[] { DateTimeOffset.MaxValue, Time.GetUtcNow().AddYears(31) })
        {
            Assert.Contains("too far away to be right: requests resume within an hour.", Text(Limited with { RetryAt = far }), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_failure_that_names_no_time_says_nothing_of_one() =>
        Assert.DoesNotContain("try again", Text(Limited with { Kind = ProblemKind.ApiFailed }), StringComparison.Ordinal);

    [Fact]
    public void Details_are_names_and_values_and_folded_away_when_they_are_long()
    {
        var note = Shown(Limited with { Details = [new("operation", "get_batch_results"), new("<b>", "</dl>")] });

        Assert.Equal(["operation", "<b>"], note.FindAll("dt").Select(name => name.TextContent));
        Assert.Equal(["get_batch_results", "</dl>"], note.FindAll("dd").Select(value => value.TextContent));
        Assert.True(note.Find("details").HasAttribute("open"));
        Assert.False(Shown(Limited with { Details = [new("trace", new string('x', 400))] }).Find("details").HasAttribute("open"));
        Assert.Empty(Shown(Limited).FindAll("details"));
    }

    private IRenderedComponent<ProblemNote> Shown(Problem problem) => Render<ProblemNote>(parameters => parameters.Add(note => note.Problem, problem));

    private string Text(Problem problem) => string.Join(' ', Shown(problem).Find("[role=alert]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
