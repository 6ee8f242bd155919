using BatchDashboard.Wickson;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Results;

/// <summary>Settings under <c>Results</c>.</summary>
public sealed class ResultsOptions
{
    public const string Section = "Results";

    private const string Auto = "Auto";
    private const string SourceKey = Section + ":Source";
    private const string ApiKeyKey = WicksonOptions.Section + ":" + nameof(WicksonOptions.ApiKey);

    /// <summary><c>Auto</c> (live when there is a key, else the sandbox), <c>Sandbox</c>, <c>Live</c> or <c>Cache</c>.</summary>
    public string Source { get; set; } = Auto;

    /// <summary>Where results come from, by the configuration.</summary>
    /// <exception cref="OptionsValidationException">The value is none of these, or <c>Live</c> has no key to use.</exception>
    public static SourceMode Resolve(IConfiguration configuration)
    {
        var source = configuration[SourceKey];
        var hasKey = !string.IsNullOrWhiteSpace(configuration[ApiKeyKey]);
        if (string.IsNullOrWhiteSpace(source) || Named(source, Auto))
        {
            return hasKey ? SourceMode.Live : SourceMode.Sandbox;
        }

        foreach (var mode in Enum.GetValues<SourceMode>())
        {
            if (Named(source, mode.ToString()))
            {
                return mode != SourceMode.Live || hasKey
                    ? mode
                    : throw Wrong($"{SourceKey} is Live, but {ApiKeyKey} is empty: give the API key, or set {SourceKey} to Sandbox or Cache.");
            }
        }

        throw Wrong($"{SourceKey} is “{source}”, but it has to be Auto, Live, Sandbox or Cache.");
    }

    private static bool Named(string text, string name) => string.Equals(text.Trim(), name, StringComparison.OrdinalIgnoreCase);

    private static OptionsValidationException Wrong(string sentence) => new(Section, typeof(ResultsOptions), [sentence]);
}
