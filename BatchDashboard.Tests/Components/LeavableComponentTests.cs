using BatchDashboard.Components.Errors;
using BatchDashboard.Results;
using BatchDashboard.Wickson;
using Bunit;

namespace BatchDashboard.Tests.Components;

public sealed class LeavableComponentTests : PageTest
{
    [Fact]
    public async Task What_a_component_reads_is_not_read_on_when_it_is_left()
    {
        var answer = new TaskCompletionSource<Answer<BatchPage>>();
        Results.Batch = (_, _) => answer.Task.WaitAsync(Results.BatchToken);
        var button = Render<CopyNames>(parameters => parameters.Add(copy => copy.Batch, BatchId.Parse("batch-1")).Add(copy => copy.ErrorType, "format_error"));
        var copying = button.Find("button").ClickAsync(new());
        Assert.False(copying.IsCompleted);

        await DisposeComponentsAsync();

        Assert.True(Results.BatchToken.IsCancellationRequested);
        await copying;
    }
}
