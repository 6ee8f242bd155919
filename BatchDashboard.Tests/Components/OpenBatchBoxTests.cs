using BatchDashboard.Components.Batches;
using BatchDashboard.Results;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class OpenBatchBoxTests : PageTest
{
    [Fact]
    public void Ids_beyond_what_is_asked_for_at_once_stay_in_the_box()
    {
        var box = Render<OpenBatchBox>();

        Open(box, string.Join('\n', Enumerable.Range(1, 52).Select(number => $"batch-{number}")));

        Assert.Equal(50, Results.Asked.Count);
        Assert.Equal("batch-51 batch-52", box.Find("input").GetAttribute("value"));
        Assert.Contains("The others are still in the box", box.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_nobody_knows_stay_in_the_box_to_be_corrected()
    {
        Results.Open = id => new OpenedBatch(id, new Problem(ProblemKind.NotFound, "Nobody knows it.", "Check it."));
        var box = Render<OpenBatchBox>();

        Open(box, "batch-abc132");

        Assert.Equal("batch-abc132", box.Find("input").GetAttribute("value"));
        Assert.Contains("Nobody knows it.", box.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private static void Open(IRenderedComponent<OpenBatchBox> box, string ids)
    {
        box.Find("input").Change(ids);
        box.Find("form").Submit();
    }
}
