using BatchDashboard.Components.Errors;
using BatchDashboard.Resolution;
using BatchDashboard.Resolution.Playbooks;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class WhatToDoTests : PageTest
{
    private static readonly Advice BuiltIn = new("Wickson does not read this format.", Actor.Operator, Verdict.ChangeFile, [".x is not among .pdf."], ["Convert it."]);

    [Fact]
    public void The_apis_words_come_first_then_the_teams_with_a_mark()
    {
        var todo = Todo(BuiltIn with { WhatHappened = "We convert", Steps = [], Team = Team(appends: false) });

        Assert.Equal(["Wickson says Convert files", "Your team’s playbook", "We convert", "Ask Ana."], todo.FindAll("p").Select(text => text.TextContent.Trim()));
        Assert.Empty(todo.FindAll(".steps"));
    }

    [Fact]
    public void What_the_team_adds_stands_below_the_steps_that_are_built_in()
    {
        var todo = Todo(BuiltIn with { Team = Team(appends: true) });

        Assert.Equal("Your team’s playbook We convert", todo.Find(".team").TextContent.Trim());
        Assert.Equal("Convert it.", todo.Find(".steps li").TextContent);
        Assert.Equal("Ask Ana.", todo.Find(".playbook").TextContent.Trim());
    }

    [Fact]
    public void Without_a_playbook_of_the_team_there_is_no_mark() => Assert.Empty(Todo(BuiltIn).FindAll(".team, .playbook"));

    [Theory]
    [InlineData("We convert", "We convert.")]
    [InlineData("We convert.", "We convert.")]
    [InlineData("Convert?", "Convert?")]
    [InlineData("", ".")]
    public void A_title_stands_before_another_sentence(string title, string sentence) => Assert.Equal(sentence, VerdictWords.Sentence(title));

    private static TeamPlaybook Team(bool appends) => new("formats.md", ["format_error"], "We convert", null, null, appends, "<p>Ask <em>Ana</em>.</p>");

    private IRenderedComponent<WhatToDo> Todo(Advice advice) =>
        Render<WhatToDo>(parameters => parameters.Add(todo => todo.Advice, advice).Add(todo => todo.Resolution, "Convert files"));
}
