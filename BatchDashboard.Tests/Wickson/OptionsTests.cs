using BatchDashboard.Wickson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Wickson;

/// <summary>A wrong setting stops the start with a sentence that names its key.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("BaseUrl", "")]
    [InlineData("BaseUrl", "api.wickson.ai")]
    [InlineData("BaseUrl", "/v1")]
    [InlineData("BaseUrl", "ftp://api.wickson.ai")]
    [InlineData("BaseUrl", "https://user:secret-password@api.wickson.ai")]
    [InlineData("BaseUrl", "https://api.wickson.ai?x=1")]
    [InlineData("BaseUrl", "https://api.wickson.ai/#top")]
    [InlineData("RequestsPerHour", "0")]
    [InlineData("RequestsPerHour", "many")]
    [InlineData("PageSize", "0")]
    [InlineData("PageSize", "10001")]
    [InlineData("PageSize", "1.5")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("Timeout", "-00:00:01")]
    [InlineData("Timeout", "30")]
    [InlineData("Timeout", "30s")]
    [InlineData("RetryDelay", "-00:00:01")]
    [InlineData("MaxBodyBytes", "0")]
    [InlineData("MaxBodyBytes", "99999999999999999999")]
    [InlineData("ApiKey", "wk-first\nsecond-half")]
    [InlineData("ApiKey", "wk-first second-half")]
    [InlineData("ApiKey", "wk-schlüssel")]
    public void A_wrong_value_is_named_by_its_key(string key, string value)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => StartWith(key, value));

        var sentence = Assert.Single(fault.Failures);
        Assert.StartsWith($"Wickson:{key} ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("wk-", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("second-half", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-password", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_value_is_told_at_once()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => StartWith("PageSize", "0", "RequestsPerHour", "-1"));

        Assert.Equal(2, fault.Failures.Count());
    }

    [Fact]
    public void The_defaults_are_those_of_the_contract()
    {
        using var services = StartWith();
        var options = services.GetRequiredService<IOptions<WicksonOptions>>().Value;

        Assert.Equal(("https://api.wickson.ai", "", 1000, TimeSpan.FromSeconds(30)), (options.BaseUrl, options.ApiKey, options.RequestsPerHour, options.Timeout));
        Assert.Equal("https://api.wickson.ai/", services.GetRequiredService<IWicksonEndpoint>().BaseUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData(" https://gateway.example/wickson/eu ", "https://gateway.example/wickson/eu/")]
    [InlineData("https://gateway.example/wickson//", "https://gateway.example/wickson/")]
    public void The_base_address_keeps_its_path_and_ends_with_one_slash(string value, string expected)
    {
        using var services = StartWith("BaseUrl", value, "ApiKey", " wk-key\r\n");

        var endpoint = services.GetRequiredService<IWicksonEndpoint>();
        Assert.Equal((expected, "wk-key"), (endpoint.BaseUrl.AbsoluteUri, endpoint.ApiKey));
    }

    private static ServiceProvider StartWith(params string[] keysAndValues)
    {
        var settings = keysAndValues.Chunk(2).ToDictionary(pair => "Wickson:" + pair[0], pair => (string?)pair[1], StringComparer.Ordinal);
        var services = new ServiceCollection()
            .AddWickson(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        return services;
    }
}
