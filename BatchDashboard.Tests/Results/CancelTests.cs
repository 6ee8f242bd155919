using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Tests.Wickson;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Results;

/// <summary>Cancelling says what came of it, whatever the API answers, and every page hears of it.</summary>
public sealed class CancelTests : IAsyncLifetime
{
    private static readonly BatchId Running = BatchId.Parse("batch-running");
    private ApiServer _api = null!;
    private Dashboard _dashboard = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync();
        _dashboard = await Dashboard.StartAsync(_api);
        await _dashboard.Results.OpenAsync([Running], Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_running_batch_is_cancelled_and_every_page_hears_of_it()
    {
        var heard = new List<BatchId>();
        using var subscription = _dashboard.Results.Subscribe(Running, heard.Add);
        var before = (await _dashboard.Results.GetBatchAsync(Running, JobQuery.Default, Token)).Value!;
        Assert.Equal(BatchState.Running, before.Batch.State);

        var answer = await _dashboard.Results.CancelAsync(Running, Token);

        Assert.Null(answer.Problem);
        Assert.Equal((Running, "running"), (answer.Value!.Id, answer.Value.PreviousState));
        Assert.NotNull(answer.Value.At);
        Assert.NotEmpty(heard);
        Assert.Equal("cancelled", (await _dashboard.Store.FindAsync(Running, Token))!.Status);
        Assert.Equal(BatchState.Cancelled, (await _dashboard.Results.GetBatchAsync(Running, JobQuery.Default, Token)).Value!.Batch.State);
    }

    [Fact]
    public async Task A_batch_that_is_done_by_now_is_told_as_it_is()
    {
        await _dashboard.Results.CancelAsync(Running, Token);

        var again = await _dashboard.Results.CancelAsync(Running, Token);

        Assert.Null(again.Value);
        Assert.Equal("There is nothing to cancel any more: the batch “batch-running” is cancelled already.", again.Problem!.Sentence);
        Assert.Equal("conflict", again.Problem.Code);
    }

    [Theory]
    [InlineData("""{"success":true,"data":{"batch_id":"batch-running","previous_state":"running","current_state":"stopping"}}""", "is “stopping” now, not cancelled")]
    [InlineData("""{"success":true,"data":{}}""", "is still “running”")]
    [InlineData("""{"success":true,"data":{"current_state":null}}""", "is still “running”")]
    [InlineData("", "empty body")]
    [InlineData("<html>", "HTML page")]
    public async Task An_unexpected_answer_is_explained(string body, string words)
    {
        AnswerState(200, body);

        var answer = await _dashboard.Results.CancelAsync(Running, Token);

        Assert.Null(answer.Value);
        Assert.Contains(words, answer.Problem!.Sentence, StringComparison.Ordinal);
        Assert.Contains("Cancel it again if it goes on", answer.Problem.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "refused the request for the batch “batch-running”: Only cancel is supported.")]
    [InlineData(403, "The API key is not allowed to cancel the batch “batch-running”.")]
    [InlineData(404, "Wickson does not know the batch “batch-running”.")]
    [InlineData(409, "There is nothing to cancel any more: the batch “batch-running” is “running”.")]
    [InlineData(500, "Wickson failed while it cancelled the batch “batch-running”: Only cancel is supported.")]
    public async Task A_refusal_is_told_in_words(int status, string words)
    {
        AnswerState(status, $$"""{"success":false,"message":"Only cancel is supported","code":"no","status_code":{{status}}}""");

        var answer = await _dashboard.Results.CancelAsync(Running, Token);

        Assert.Null(answer.Value);
        Assert.Contains(words, answer.Problem!.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(answer.Problem.Advice);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_made_good_by_a_look_at_the_batch()
    {
        _api.Intercept = async context =>
        {
            if (context.Request.Method != "PUT")
            {
                return false;
            }

            context.Request.Headers["X-Sandbox-Fault"] = "lost-answer";
            await Task.CompletedTask;
            return false;
        };

        var answer = await _dashboard.Results.CancelAsync(Running, Token);

        Assert.Null(answer.Problem);
        Assert.Equal(Running, answer.Value!.Id);
    }

    [Fact]
    public async Task An_answer_that_was_lost_with_nothing_done_is_left_open_in_words()
    {
        _api.Intercept = context =>
        {
            if (context.Request.Method != "PUT")
            {
                return Task.FromResult(false);
            }

            context.Abort();
            return Task.FromResult(true);
        };

        var problem = (await _dashboard.Results.CancelAsync(Running, Token)).Problem!;

        Assert.Contains("Whether it did what was asked is not known.", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains("was “running” when it was looked at afterwards", problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_api_gone_the_operator_is_told_how_to_find_out()
    {
        _api.Faults.Active = "reset";

        var problem = (await _dashboard.Results.CancelAsync(Running, Token)).Problem!;

        Assert.Contains("Refresh the batch to see whether it was cancelled", problem.Advice, StringComparison.Ordinal);
    }

    private void AnswerState(int status, string body) => _api.Intercept = async context =>
    {
        if (context.Request.Method != "PUT")
        {
            return false;
        }

        await UploadServer.AnswerAsync(context, body, status);
        return true;
    };
}
