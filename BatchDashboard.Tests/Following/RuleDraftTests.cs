using BatchDashboard.Following;

namespace BatchDashboard.Tests.Following;

/// <summary>Rubbish in every box gets its sentence.</summary>
public sealed class RuleDraftTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("tab\there")]
    [InlineData("turned\u202eround")]
    public void A_name_can_be_seen(string name) => Assert.Contains("name", Complaint(draft => draft.Name = name, RuleField.Name), StringComparison.Ordinal);

    [Fact]
    public void A_name_is_not_a_novel() => Assert.Contains("longer than 80", Complaint(draft => draft.Name = new string('n', 81), RuleField.Name), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("100")]
    [InlineData("99.999")]
    [InlineData("5e1")]
    [InlineData("NaN")]
    [InlineData("many")]
    public void A_share_is_a_percentage(string text) => Assert.Contains(
        "0 to 99.99 percent", Complaint(draft => (draft.Condition, draft.Percent) = (ConditionKind.FailedShare, text), RuleField.Condition), StringComparison.Ordinal);

    [Theory]
    [InlineData("2,5", 2.5)]
    [InlineData(" 5 % ", 5)]
    [InlineData("0", 0)]
    public void A_share_may_be_written_as_people_write_it(string text, double percent)
    {
        var draft = new RuleDraft { Name = "n", Condition = ConditionKind.FailedShare, Percent = text };
        Assert.Empty(RuleRules.Complaints(draft, allowPrivate: false));
        Assert.Equal(percent, RuleRules.Read(draft).Percent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("1441")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void A_standstill_is_in_minutes(string text) => Assert.Contains(
        "whole minutes from 5 to 1440", Complaint(draft => (draft.Condition, draft.Minutes) = (ConditionKind.Stalled, text), RuleField.Condition), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("a b")]
    public void One_batch_is_named_by_its_id(string text) => Assert.Contains(
        "cannot be a batch id", Complaint(draft => (draft.Scope, draft.Batch) = (ScopeKind.Batch, text), RuleField.Scope), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.com/x")]
    [InlineData("ftp://example.com/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://")]
    [InlineData("https://user:pass@example.com/x")]
    [InlineData("file:///etc/passwd")]
    public void An_address_that_is_none_is_refused(string url) => Assert.NotEmpty(UrlComplaint(url));

    [Theory]
    [InlineData("http://localhost/x")]
    [InlineData("http://LOCALHOST.:80/x")]
    [InlineData("http://app.localhost/x")]
    [InlineData("http://127.0.0.1:5080/x")]
    [InlineData("http://127.1/x")]
    [InlineData("http://2130706433/x")]
    [InlineData("http://①②⑦.⓪.⓪.①/x")]
    [InlineData("http://127。0。0。1/x")]
    [InlineData("http://0x7f000001/x")]
    [InlineData("http://0x7f.0.0.1/x")]
    [InlineData("http://0177.0.0.01/x")]
    [InlineData("http://0.0.0.0/x")]
    [InlineData("http://10.0.0.1/x")]
    [InlineData("http://172.16.0.1/x")]
    [InlineData("http://192.168.1.1/x")]
    [InlineData("http://100.64.0.1/x")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://168.63.129.16/x")]
    [InlineData("http://224.0.0.1/x")]
    [InlineData("http://255.255.255.255/x")]
    [InlineData("http://[::]/x")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://[::ffff:127.0.0.1]/x")]
    [InlineData("http://[::ffff:7f00:1]/x")]
    [InlineData("http://[64:ff9b::7f00:1]/x")]
    [InlineData("http://[fd00:ec2::254]/x")]
    [InlineData("http://[fe80::1]/x")]
    [InlineData("http://[ff02::1]/x")]
    [InlineData("http://[2002:7f00:1::]/x")]
    public void A_private_address_is_refused_however_it_is_written(string url)
    {
        Assert.Contains("Following:AllowPrivateAddresses", UrlComplaint(url), StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(url).PathAndQuery, UrlComplaint(url), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/T/B/x")]
    [InlineData("https://93.184.216.34/x")]
    [InlineData("https://[2606:2800:220:1:248:1893:25c8:1946]/x")]
    public void A_public_address_is_taken(string url) => Assert.Empty(RuleRules.Complaints(WithWebhook(url), allowPrivate: false));

    [Theory]
    [InlineData("short")]
    [InlineData("with spaces in the middle")]
    [InlineData("pass\u00e9ord-pass\u00e9ord")]
    public void A_secret_can_be_copied_and_not_guessed(string secret)
    {
        var draft = WithWebhook("https://example.com/x");
        draft.Webhooks[0].Secret = secret;
        Assert.DoesNotContain(secret, RuleRules.Complaints(draft, allowPrivate: false)[RuleField.Secret(0)], StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_in_any_box_is_a_sentence_and_never_an_exception() => CsCheck.Check.Sample(CsCheck.Gen.String, text =>
    {
        foreach (var condition in Enum.GetValues<ConditionKind>())
        {
            foreach (var scope in Enum.GetValues<ScopeKind>())
            {
                var draft = new RuleDraft { Name = text, Scope = scope, Collection = text, Batch = text, Condition = condition, Percent = text, Code = text, Minutes = text };
                draft.Webhooks.Add(new WebhookDraft { Url = text, Secret = text });
                Assert.All(RuleRules.Complaints(draft, allowPrivate: false).Values, Assert.NotEmpty);
            }
        }
    });

    private static string Complaint(Action<RuleDraft> fill, string field)
    {
        var draft = new RuleDraft { Name = "Rule" };
        fill(draft);
        return RuleRules.Complaints(draft, allowPrivate: false)[field];
    }

    private static string UrlComplaint(string url) => RuleRules.Complaints(WithWebhook(url), allowPrivate: false)[RuleField.Url(0)];

    private static RuleDraft WithWebhook(string url)
    {
        var draft = new RuleDraft { Name = "Rule" };
        draft.Webhooks.Add(new WebhookDraft { Url = url });
        return draft;
    }
}
