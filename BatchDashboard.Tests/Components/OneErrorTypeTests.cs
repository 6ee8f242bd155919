using BatchDashboard.Components.Pages;
using BatchDashboard.Results;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class OneErrorTypeTests : PageTest
{
    [Fact]
    public void An_error_that_no_file_has_is_not_made_a_heading()
    {
        Results.ErrorGroup = (_, _, _) => new Answer<ErrorGroupDetail>(null, new Problem(ProblemKind.NotFound, "No file failed so.", "See the batch."));

        var page = Render<OneErrorType>(parameters => parameters
            .Add(shown => shown.BatchIdText, "batch-abc123")
            .Add(shown => shown.ErrorTypeText, new string('a', 4000)));

        Assert.Equal("No such error", page.Find("h1").TextContent);
        Assert.Equal("/batches/batch-abc123", page.Find("a.button").GetAttribute("href"));
    }
}
