using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace BatchDashboard.Tests.Sandbox;

public sealed class BatchStateTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 6, 9, 0, 0, TimeSpan.Zero));
    private SandboxHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SandboxHost.StartAsync(_time);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_running_batch_moves_on_and_is_completed_in_the_end()
    {
        var before = await StatusAsync("batch-running");
        Assert.Equal("running", before.GetProperty("status").GetString());
        var end = before.GetProperty("timing").GetProperty("estimated_completion").GetDateTimeOffset();
        Assert.InRange(end, _time.GetUtcNow().AddMinutes(10), _time.GetUtcNow().AddMinutes(15));

        _time.Advance(TimeSpan.FromMinutes(5));
        var later = await StatusAsync("batch-running");
        Assert.True(Completed(later) > Completed(before) + 300);
        Assert.InRange(later.GetProperty("progress").GetProperty("percentage").GetDouble(), 40, 70);

        _time.Advance(TimeSpan.FromMinutes(10));
        var done = await StatusAsync("batch-running");
        Assert.Equal("completed", done.GetProperty("status").GetString());
        Assert.Equal(1200, Completed(done));
        Assert.False(done.GetProperty("timing").TryGetProperty("estimated_completion", out _));
        var summary = (await _host.ResultsAsync("batch-running")).GetProperty("data").GetProperty("batch_summary");
        Assert.Equal(end, summary.GetProperty("timeline").GetProperty("completed_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Rows_of_a_running_batch_never_move()
    {
        var before = await _host.AllRowsAsync("batch-running");
        Assert.NotEmpty(before);
        _time.Advance(TimeSpan.FromSeconds(47));
        var after = await _host.AllRowsAsync("batch-running");
        Assert.True(after.Count > before.Count);
        Assert.Equal(before.Select(row => row.GetRawText()), after.Take(before.Count).Select(row => row.GetRawText()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_waits_has_announced_items_and_no_rows_until_it_starts()
    {
        var summary = (await _host.ResultsAsync("batch-queued")).GetProperty("data").GetProperty("batch_summary");
        Assert.Equal("created", summary.GetProperty("status").GetString());
        Assert.Equal(60, summary.GetProperty("completion").GetProperty("total_items").GetInt32());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("timeline").GetProperty("started_at").ValueKind);
        Assert.Empty(await _host.AllRowsAsync("batch-queued"));
        _time.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal("running", (await StatusAsync("batch-queued")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("batch-running", "running")]
    [InlineData("batch-queued", "created")]
    public async Task A_cancelled_batch_stops_and_keeps_what_it_has(string batch, string previous)
    {
        var before = await _host.AllRowsAsync(batch);
        using var response = await CancelAsync(batch);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var data = (await SandboxHost.JsonAsync(response)).GetProperty("data");
        Assert.Equal(previous, data.GetProperty("previous_state").GetString());
        Assert.Equal("cancelled", data.GetProperty("current_state").GetString());
        Assert.Equal(_time.GetUtcNow(), data.GetProperty("timestamp").GetDateTimeOffset());

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("cancelled", (await StatusAsync(batch)).GetProperty("status").GetString());
        Assert.Equal(before.Count, (await _host.AllRowsAsync(batch)).Count);
        using var again = await CancelAsync(batch);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("batch-all-succeeded", "completed")]
    [InlineData("batch-failed", "failed")]
    [InlineData("batch-cancelled", "cancelled")]
    public async Task A_batch_in_a_final_state_cannot_be_cancelled(string batch, string state)
    {
        using var response = await CancelAsync(batch);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var body = await SandboxHost.JsonAsync(response);
        Assert.Equal(409, body.GetProperty("status_code").GetInt32());
        Assert.Equal(state, body.GetProperty("details").GetProperty("current_state").GetString());
        Assert.Equal(state, (await StatusAsync(batch)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("batch-cancelled", 800, 350, 450)]
    [InlineData("batch-failed", 120, 40, 60)]
    public async Task A_batch_that_ended_early_lists_fewer_rows_than_it_announced(string batch, int announced, int least, int most)
    {
        var status = await StatusAsync(batch);
        Assert.Equal(announced, status.GetProperty("progress").GetProperty("total").GetInt32());
        Assert.InRange(Completed(status), least, most);
    }

    [Fact]
    public async Task Only_cancel_is_a_state_that_can_be_asked_for()
    {
        using var pause = await _host.Client.PutAsJsonAsync("v1/batches/batch-running/state", new { action = "pause" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, pause.StatusCode);
        using var text = new StringContent("not json");
        using var broken = await _host.Client.PutAsync(new Uri("v1/batches/batch-running/state", UriKind.Relative), text, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal("running", (await StatusAsync("batch-running")).GetProperty("status").GetString());
        using var cancel = await _host.Client.PutAsJsonAsync("v1/batches/batch-running/state", new { action = "cancel" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, cancel.StatusCode);
    }

    private async Task<JsonElement> StatusAsync(string batch) => (await _host.GetAsync("v1/batches/" + batch)).GetProperty("data");

    private Task<HttpResponseMessage> CancelAsync(string batch) =>
        _host.Client.PutAsync(new Uri($"v1/batches/{batch}/state", UriKind.Relative), null, TestContext.Current.CancellationToken);

    private static int Completed(JsonElement status) => status.GetProperty("progress").GetProperty("completed").GetInt32();
}
