using System.Globalization;
using System.Text.RegularExpressions;
using BatchDashboard.Data;
using Microsoft.Extensions.Options;

namespace BatchDashboard;

/// <summary>What stopped the start, in one sentence that names the setting and holds no secret.</summary>
public sealed partial class StartupException(string sentence, Exception inner) : Exception(sentence, inner)
{
    /// <param name="cause">Whatever was thrown between the first setting and the first request.</param>
    /// <param name="args">The command line, for the secrets that it may hold.</param>
    public static StartupException From(Exception cause, string[] args) =>
        cause as StartupException ?? new StartupException(Secrets.Hide(Explain(cause), args), cause);

    private static string Explain(Exception cause) => cause switch
    {
        AggregateException several => string.Join(' ', several.InnerExceptions.Select(Explain).Distinct(StringComparer.Ordinal)),
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        DatabaseException broken => broken.Message,
        InvalidDataException when SettingsFile(cause) is { } sentence => sentence,
        InvalidOperationException when Conversion().Match(cause.Message) is { Success: true } match => Mistyped(match),
        IOException when AddressInUse().Match(cause.Message) is { Success: true } match => InUse(match.Groups["port"].Value),
        InvalidOperationException when LogLevelValue().Match(cause.Message) is { Success: true } match =>
            $"Logging:LogLevel has “{match.Groups["value"].Value}”, which is no level: there are {string.Join(", ", Enum.GetNames<LogLevel>())}.",
        InvalidOperationException when cause.Message.Contains("No server certificate", StringComparison.Ordinal) =>
            "An address asks for HTTPS, but there is no certificate: name its file in Kestrel:Certificates:Default:Path, or listen on http:// only.",
        FormatException when cause.Message.Contains("switch", StringComparison.Ordinal) =>
            "The command line has a switch that nobody knows: settings are written --Section:Key=value.",
        _ => $"BatchDashboard could not start: {FirstLine(cause.Message)}",
    };

    private static string Mistyped(Match match)
    {
        var type = match.Groups["type"].Value;
        var wanted = type switch
        {
            "System.Int32" or "System.Int64" => "a whole number",
            "System.Double" or "System.Decimal" => "a number",
            "System.TimeSpan" => "a time such as 00:00:30",
            "System.Boolean" => "true or false",
            _ when typeof(StartupException).Assembly.GetType(type) is { IsEnum: true } words => $"one of {string.Join(", ", Enum.GetNames(words))}",
            _ => "another kind of value",
        };
        return $"{match.Groups["key"].Value} must be {wanted}.";
    }

    private static string InUse(string port)
    {
        var other = int.TryParse(port, CultureInfo.InvariantCulture, out var number) && number < 65535 ? number + 1 : 5081;
        return $"Port {port} is in use by another program, perhaps by another dashboard: stop that one, or start with --urls http://localhost:{other}.";
    }

    private static string? SettingsFile(Exception cause)
    {
        if (SettingsFileName().Match(cause.Message) is not { Success: true } match)
        {
            return null;
        }

        var json = cause.InnerException?.InnerException as System.Text.Json.JsonException ?? cause.InnerException as System.Text.Json.JsonException;
        var place = json?.LineNumber is { } line ? $" (line {line + 1})" : "";
        return $"{match.Groups["name"].Value} is not valid JSON{place}: correct it, or take the file that came with the app.";
    }

    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }

    // The texts below are .NET's own, which carry what the exceptions have no property for.
    [GeneratedRegex("at '(?<key>[^']+)' to type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Conversion();

    [GeneratedRegex("^Configuration value '(?<value>[^']*)' is not supported", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogLevelValue();

    [GeneratedRegex(@"bind to address \S*:(?<port>\d+).* in use", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressInUse();

    [GeneratedRegex(@"configuration from file '[^']*?(?<name>[^'/\\]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingsFileName();
}
