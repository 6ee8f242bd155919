using System.Globalization;
using Microsoft.Extensions.Options;

namespace BatchDashboard.Wickson;

/// <summary>Reads and checks the settings; every complaint is a sentence that names its key and never holds the API key.</summary>
internal sealed class WicksonOptionsRules : IValidateOptions<WicksonOptions>
{
    /// <exception cref="OptionsValidationException">A value is no number or no time at all.</exception>
    public static void Read(IConfiguration section, WicksonOptions options)
    {
        options.BaseUrl = (section[nameof(options.BaseUrl)] ?? options.BaseUrl).Trim();
        // Keys come from files and shells, with a line break at the end.
        options.ApiKey = (section[nameof(options.ApiKey)] ?? options.ApiKey).Trim();
        options.RequestsPerHour = Parse(section, nameof(options.RequestsPerHour), options.RequestsPerHour);
        options.PageSize = Parse(section, nameof(options.PageSize), options.PageSize);
        options.MaxBodyBytes = Parse(section, nameof(options.MaxBodyBytes), options.MaxBodyBytes);
        options.Timeout = Parse(section, nameof(options.Timeout), options.Timeout);
        options.RetryDelay = Parse(section, nameof(options.RetryDelay), options.RetryDelay);
    }

    public ValidateOptionsResult Validate(string? name, WicksonOptions options)
    {
        var complaints = Complaints(options).ToList();
        return complaints.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(complaints);
    }

    private static IEnumerable<string> Complaints(WicksonOptions options)
    {
        if (UrlComplaint(options.BaseUrl) is { } complaint)
        {
            yield return complaint;
        }

        if (options.ApiKey.Any(character => character is <= ' ' or > '~'))
        {
            yield return "Wickson:ApiKey holds a character that no header can carry: a line break, a space or a letter beyond ASCII.";
        }

        if (options.RequestsPerHour < 1)
        {
            yield return Invariant($"Wickson:RequestsPerHour is {options.RequestsPerHour}; it has to be 1 or more.");
        }

        if (options.PageSize is < 1 or > 10_000)
        {
            yield return Invariant($"Wickson:PageSize is {options.PageSize}; it has to be from 1 to 10000.");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(10) || options.Timeout > TimeSpan.FromHours(1))
        {
            yield return Invariant($"Wickson:Timeout is {options.Timeout:c}; it has to be more than zero and at most 01:00:00, written as hours:minutes:seconds.");
        }

        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromMinutes(1))
        {
            yield return Invariant($"Wickson:RetryDelay is {options.RetryDelay:c}; it has to be from 00:00:00 to 00:01:00, written as hours:minutes:seconds.");
        }

        if (options.MaxBodyBytes < 1)
        {
            yield return Invariant($"Wickson:MaxBodyBytes is {options.MaxBodyBytes}; it has to be 1 or more.");
        }
    }

    private static string? UrlComplaint(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return "Wickson:BaseUrl has to be an absolute http or https address, such as https://api.wickson.ai.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Wickson:BaseUrl must not hold a user name or a password; the key belongs into Wickson:ApiKey.";
        }

        return text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal)
            ? "Wickson:BaseUrl must not hold a query (?) or a fragment (#)."
            : null;
    }

    private static T Parse<T>(IConfiguration section, string key, T standard)
        where T : IParsable<T>
    {
        var text = section[key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return standard;
        }

        return T.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new OptionsValidationException(
                WicksonOptions.Section,
                typeof(WicksonOptions),
                [$"Wickson:{key} is \"{text}\"; it has to be {(standard is TimeSpan ? "a time such as 00:00:30" : "a whole number")}."]);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
