using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchDashboard.Following;
using BatchDashboard.Tests.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Following;

/// <summary>Messages to a real receiver, and to receivers that are not what they should be.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-receiver";
    private static readonly (string, string?) AllowPrivate = ("Following:AllowPrivateAddresses", "true");
    private FollowingApp _app = null!;
    private WebhookReceiver _receiver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _app = await FollowingApp.StartAsync(AllowPrivate, ("Following:PublicUrl", "https://batches.example.com/ops/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_message_arrives_with_the_figures_and_a_signature_that_its_receiver_can_check()
    {
        await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);
        await _app.BatchAsync("batch-1", "completed", 90, 10, name: "Monthly \"reports\"");
        var received = await _receiver.NextAsync();
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.Delivered);

        AssertSigned(received);
        Assert.Equal((await _app.DeliveryAsync()).DeliveryId, received.Delivery);
        var message = JsonDocument.Parse(received.Body).RootElement;
        Assert.Equal(1, message.GetProperty("version").GetInt32());
        Assert.Equal("batch.finished", message.GetProperty("type").GetString());
        var batch = message.GetProperty("batch");
        Assert.Equal("Monthly \"reports\"", batch.GetProperty("name").GetString());
        Assert.Equal((90, 10, 10.0), (batch.GetProperty("succeeded").GetInt64(), batch.GetProperty("failed").GetInt64(), batch.GetProperty("failed_percent").GetDouble()));
        Assert.Equal("https://batches.example.com/ops/batches/batch-1", batch.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData(WebhookKind.Slack)]
    [InlineData(WebhookKind.Teams)]
    public async Task A_hostile_name_is_text_in_a_chat(WebhookKind kind)
    {
        await _app.WebhookRuleAsync(_receiver.Url, kind);
        await _app.BatchAsync("batch-1", "completed", 100, name: "<!channel> [click](http://evil) *bold* &\u202e");

        var body = JsonDocument.Parse((await _receiver.NextAsync()).Body).RootElement;

        var sentence = kind == WebhookKind.Slack
            ? body.GetProperty("blocks")[0].GetProperty("text")
            : body.GetProperty("attachments")[0].GetProperty("content").GetProperty("body")[0].GetProperty("inlines")[0];
        Assert.Equal(kind == WebhookKind.Slack ? "plain_text" : "TextRun", sentence.GetProperty("type").GetString());
        Assert.StartsWith(
            kind == WebhookKind.Slack ? "“&lt;!channel&gt; [click](http://evil) *bold* &amp;\uFFFD” has" : "“<!channel> [click](http://evil) *bold* &\uFFFD” has",
            sentence.GetProperty("text").GetString(),
            StringComparison.Ordinal);
        if (kind == WebhookKind.Slack)
        {
            Assert.DoesNotContain("<", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_later_under_the_same_delivery_id()
    {
        _receiver.Answer = (context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 500 : 200;
            return context.Response.WriteAsync($"Broken at {context.Request.Path} with {Secret}", Token);
        };
        await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one is { State: DeliveryState.Waiting, Attempts: 1 });

        var waiting = await _app.DeliveryAsync();
        Assert.InRange(waiting.NextAt!.Value - waiting.LastAt!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(36));
        Assert.Equal("The receiver answered 500 Internal Server Error: “Broken at ••• with •••”.", waiting.Answer);
        _app.Advance(TimeSpan.FromSeconds(36));
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.Delivered);

        Assert.Equal(2, _receiver.All.Count);
        Assert.Single(_receiver.All.Select(one => one.Delivery).Distinct(StringComparer.Ordinal));
        Assert.All(_receiver.All, AssertSigned);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it()
    {
        _receiver.Answer = (context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "600");
            return Task.CompletedTask;
        };
        await _app.WebhookRuleAsync(_receiver.Url);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one.Attempts == 1);

        var waiting = await _app.DeliveryAsync();
        Assert.Equal(TimeSpan.FromMinutes(10), waiting.NextAt!.Value - waiting.LastAt!.Value);
    }

    [Fact]
    public async Task After_eight_attempts_a_message_is_given_up_and_can_be_sent_again_by_hand()
    {
        _receiver.Answer = (context, number) =>
        {
            context.Response.StatusCode = number <= 8 ? 503 : 200;
            return Task.CompletedTask;
        };
        await _app.WebhookRuleAsync(_receiver.Url);
        await _app.BatchAsync("batch-1", "completed", 100);
        for (var attempts = 1; attempts < 8; attempts++)
        {
            await _app.UntilDeliveryAsync(one => one.Attempts == attempts);
            _app.Advance((await _app.DeliveryAsync()).NextAt!.Value - _app.Clock.GetUtcNow());
        }

        await _app.UntilDeliveryAsync(one => one is { State: DeliveryState.GivenUp, Attempts: 8 });

        Assert.True(await _app.Deliveries.ResendAsync((await _app.DeliveryAsync()).Key, Token));
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.Delivered);

        Assert.Single(_receiver.All.Select(one => one.Delivery).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_left_and_holds_up_nobody_else()
    {
        await using var other = await WebhookReceiver.StartAsync();
        _receiver.Answer = WebhookReceiver.NeverAsync;
        await _app.WebhookRuleAsync(_receiver.Url);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _receiver.NextAsync();
        await _app.UntilEventsAsync(1);

        await _app.WebhookRuleAsync(other.Url);
        await _app.BatchAsync("batch-2", "completed", 100);
        await other.NextAsync();

        await _app.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () =>
            (await _app.Store.ListDeliveriesAsync(100, Token)).Any(one => one.Answer == "No answer within 10 s."));
    }

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        await using var other = await WebhookReceiver.StartAsync();
        _receiver.Answer = (context, _) =>
        {
            context.Response.Redirect(other.Url);
            return Task.CompletedTask;
        };
        await _app.WebhookRuleAsync(_receiver.Url);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.GivenUp);

        Assert.Equal(
            "The receiver answered 302 Found: it redirects to 127.0.0.1, which is not followed. Put the final address into the rule.",
            (await _app.DeliveryAsync()).Answer);
        Assert.Empty(other.All);
    }

    [Fact]
    public async Task A_message_that_was_on_its_way_when_the_dashboard_ended_is_sent_again_under_its_id()
    {
        _receiver.Answer = WebhookReceiver.NeverAsync;
        await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);
        await _app.BatchAsync("batch-1", "completed", 100);
        var first = await _receiver.NextAsync();

        _receiver.Answer = (_, _) => Task.CompletedTask;
        _app = await _app.RestartAsync(AllowPrivate);
        await TestDatabase.AgeAsync(_app.Directory, "deliveries", "taken_until", TimeSpan.FromMinutes(2));
        _app.Advance(TimeSpan.FromMinutes(2));
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.Delivered);

        Assert.Equal(first.Delivery, _receiver.All[^1].Delivery);
        AssertSigned(_receiver.All[^1]);
        Assert.Equal(2, _receiver.All.Count);
    }

    [Fact]
    public async Task A_test_tells_at_once_what_came_of_it_and_is_not_repeated()
    {
        _receiver.Answer = (context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 200 : 500;
            return Task.CompletedTask;
        };
        var rule = await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);

        var taken = await _app.Deliveries.TestAsync(rule, rule.Webhooks[0], Token);
        var refused = await _app.Deliveries.TestAsync(rule, rule.Webhooks[0], Token);

        Assert.Equal((DeliveryState.Delivered, "Taken: 200 OK."), (taken.State, taken.Answer));
        Assert.Equal((DeliveryState.GivenUp, "The receiver answered 500 Internal Server Error."), (refused.State, refused.Answer));
        Assert.Equal("test", JsonDocument.Parse(_receiver.All[0].Body).RootElement.GetProperty("type").GetString());
        AssertSigned(_receiver.All[0]);
    }

    [Fact]
    public async Task While_the_keys_cannot_be_read_a_message_waits_and_with_other_keys_it_is_given_up()
    {
        await _app.WebhookRuleAsync(_receiver.Url);
        var keys = Path.Combine(_app.Directory, "webhook-keys");
        Directory.Move(keys, keys + "-elsewhere");
        await File.WriteAllTextAsync(keys, "where a folder should be", Token);
        _app = await _app.RestartAsync(AllowPrivate);

        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one.Attempts == 1);
        Assert.Equal(
            (DeliveryState.Waiting, "Not sent. The webhook's address cannot be read: the folder of its keys in the data directory cannot be read."),
            ((await _app.DeliveryAsync()).State, (await _app.DeliveryAsync()).Answer));

        File.Delete(keys);
        _app.Advance(TimeSpan.FromSeconds(36));
        await _app.UntilDeliveryAsync(one => one.Attempts == 2);
        var refused = await _app.DeliveryAsync();
        Assert.Equal(DeliveryState.GivenUp, refused.State);
        Assert.StartsWith("Not sent: the webhook's address cannot be read any more, for the keys", refused.Answer, StringComparison.Ordinal);

        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + "-elsewhere", keys);
        _app = await _app.RestartAsync(AllowPrivate);
        Assert.True(await _app.Deliveries.ResendAsync(refused.Key, Token));
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.Delivered);
    }

    [Fact]
    public async Task Where_private_addresses_are_not_allowed_nothing_is_sent_to_one_that_was_stored_before()
    {
        var rule = await _app.WebhookRuleAsync(_receiver.Url);
        _app = await _app.RestartAsync();

        var sent = await _app.Deliveries.TestAsync(rule, rule.Webhooks[0], Token);

        Assert.StartsWith("Not sent. This is an address of this machine", sent.Answer, StringComparison.Ordinal);
        Assert.Empty(_receiver.All);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task The_connection_itself_is_refused_whatever_the_name_resolves_to(string host)
    {
        using var connections = new GuardedConnections(Options.Create(new FollowingOptions()));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{host}:{_receiver.Port}/");

        var failure = await Record.ExceptionAsync(() => connections.SendAsync(request, Token));

        Assert.IsType<PrivateAddressException>(Assert.IsType<HttpRequestException>(failure).InnerException);
        Assert.Empty(_receiver.All);
    }

    [Fact]
    public async Task Address_and_secret_are_in_no_file_log_or_answer()
    {
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync($"no /hooks/T0SECRETPATH {Secret} T0SECRETPATH", Token);
        };
        var rule = await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one.State == DeliveryState.GivenUp);
        var log = _app.Dashboard.Services.GetService(typeof(BatchDashboard.Tests.Wickson.ListLog)) as BatchDashboard.Tests.Wickson.ListLog;

        Assert.Contains(log!.Lines, line => line.Contains("attempt 1: The receiver answered 400 Bad Request: “no ••• ••• •••”.", StringComparison.Ordinal));
        var told = string.Join('\n', [.. log.Lines, rule.ToString(), rule.Webhooks[0].ToString(), (await _app.DeliveryAsync()).ToString()]);
        await _app.Dashboard.StopAsync();
        foreach (var file in Directory.EnumerateFiles(_app.Directory, "*", SearchOption.AllDirectories))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(content, Encoding.Latin1);
            told += await reader.ReadToEndAsync(Token);
        }

        Assert.DoesNotContain("T0SECRETPATH", told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, told, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Address_and_secret_stay_where_nothing_new_is_typed()
    {
        var rule = await _app.WebhookRuleAsync(_receiver.Url, secret: Secret);
        var draft = RuleDraft.Of(rule);
        Assert.Equal(("", ""), (draft.Webhooks[0].Url, draft.Webhooks[0].Secret));
        draft.Name = "Another name";
        Assert.True((await _app.Rules.SaveAsync(draft, Token)).IsMade);

        var again = Assert.Single(await _app.Rules.ListAsync(Token));
        await _app.Deliveries.TestAsync(again, again.Webhooks[0], Token);
        AssertSigned(_receiver.All[0]);

        var unsigned = RuleDraft.Of(again);
        unsigned.Webhooks[0].DropsSecret = true;
        Assert.True((await _app.Rules.SaveAsync(unsigned, Token)).IsMade);
        again = Assert.Single(await _app.Rules.ListAsync(Token));
        await _app.Deliveries.TestAsync(again, again.Webhooks[0], Token);
        Assert.Equal(("/hooks/T0SECRETPATH", ""), (_receiver.All[1].Path, _receiver.All[1].Signature));
    }

    [Fact]
    public async Task A_deleted_rule_sends_nothing_more()
    {
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var rule = await _app.WebhookRuleAsync(_receiver.Url);
        await _app.BatchAsync("batch-1", "completed", 100);
        await _app.UntilDeliveryAsync(one => one.Attempts == 1);

        Assert.True((await _app.Rules.DeleteAsync(rule, Token)).IsMade);

        Assert.Equal((DeliveryState.GivenUp, "Not sent: the rule was deleted."), ((await _app.DeliveryAsync()).State, (await _app.DeliveryAsync()).Answer));
        Assert.Single(await _app.EventsAsync());
    }

    private static void AssertSigned(Received received)
    {
        var parts = received.Signature.Split(',');
        Assert.StartsWith("t=", parts[0], StringComparison.Ordinal);
        Assert.True(long.Parse(parts[0][2..], CultureInfo.InvariantCulture) > 0);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{parts[0][2..]}.{received.Body}"));
        Assert.Equal("v1=" + Convert.ToHexStringLower(expected), parts[1]);
    }
}
