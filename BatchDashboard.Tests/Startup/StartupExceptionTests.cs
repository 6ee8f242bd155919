using BatchDashboard.Data;
using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Startup;

public sealed class StartupExceptionTests
{
    [Theory]
    [InlineData("Wickson:RequestsPerHour", "many", "a whole number")]
    [InlineData("Wickson:Timeout", "soon", "a time such as 00:00:30")]
    [InlineData("Wickson:MaxBodyBytes", "64 MB", "a whole number")]
    public void A_value_of_the_wrong_kind_names_its_key_and_what_is_wanted(string key, string value, string wanted)
    {
        var config = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var cause = Assert.Throws<InvalidOperationException>(() => config.GetSection(WicksonOptions.Section).Get<WicksonOptions>());
        Assert.Equal($"{key} must be {wanted}.", StartupException.From(cause, []).Message);
    }

    [Fact]
    public void Several_wrong_settings_are_told_together()
    {
        var cause = new AggregateException(
            new OptionsValidationException("a", typeof(object), ["Wickson:BaseUrl is no URL."]),
            new OptionsValidationException("b", typeof(object), ["Access:Mode is wrong."]));
        Assert.Equal("Wickson:BaseUrl is no URL. Access:Mode is wrong.", StartupException.From(cause, []).Message);
    }

    [Fact]
    public void A_broken_cache_speaks_for_itself() =>
        Assert.Equal("The database is locked.", StartupException.From(new DatabaseException("The database is locked."), []).Message);

    [Fact]
    public void What_nobody_foresaw_is_told_by_its_first_line() =>
        Assert.Equal("BatchDashboard could not start: One.", StartupException.From(new NotSupportedException("One.\n   at Two"), []).Message);

    [Fact]
    public void Https_without_a_certificate_names_the_setting_for_one() =>
        Assert.StartsWith(
            "An address asks for HTTPS, but there is no certificate: name its file in Kestrel:Certificates:Default:Path",
            StartupException.From(new InvalidOperationException("Unable to configure HTTPS endpoint. No server certificate was specified, and…"), []).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("--Wickson:ApiKey=wk_live_12345", "wk_live_12345")]
    [InlineData("--Database:ConnectionString=Host=db;Username=me;Password=hunter2", "hunter2")]
    [InlineData("--Database:ConnectionString=no connection string at all", "no connection string at all")]
    public void A_secret_is_never_repeated(string arg, string secret)
    {
        var cause = new InvalidOperationException($"Cannot use '{secret}' here.");
        var message = StartupException.From(cause, ["--Results:Source=Live", arg]).Message;
        Assert.DoesNotContain(secret, message, StringComparison.Ordinal);
        Assert.Contains("Cannot use '•••' here.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_start_leaves_one_sentence_to_whoever_hosts_the_app()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => AppHost.StartAsync(["--Access:Mode=Nobody"], TestContext.Current.CancellationToken));
        Assert.Equal("Access:Mode is \"Nobody\", but this version has only \"Local\".", failure.Message);
    }
}
