using BatchDashboard.Results;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Tests.Results;

public sealed class ResultsOptionsTests
{
    [Theory]
    [InlineData(null, null, SourceMode.Sandbox)]
    [InlineData("", " ", SourceMode.Sandbox)]
    [InlineData("Auto", "key", SourceMode.Live)]
    [InlineData("live", "key", SourceMode.Live)]
    [InlineData("Sandbox", "key", SourceMode.Sandbox)]
    [InlineData("Cache", null, SourceMode.Cache)]
    public void The_source_follows_the_setting_and_the_key(string? source, string? key, SourceMode mode) =>
        Assert.Equal(mode, ResultsOptions.Resolve(Settings(source, key)));

    [Theory]
    [InlineData("Life", "key", "Results:Source")]
    [InlineData("1", "key", "Results:Source")]
    [InlineData("Live", "", "Wickson:ApiKey")]
    public void A_wrong_setting_ends_with_a_sentence_that_names_its_key(string source, string key, string named)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => ResultsOptions.Resolve(Settings(source, key)));

        Assert.Contains(named, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? source, string? key) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Results:Source"] = source, ["Wickson:ApiKey"] = key })
        .Build();
}
