using System.Data.Common;

namespace BatchDashboard;

/// <summary>Keeps keys and passwords out of the sentences that a failing start prints.</summary>
internal static class Secrets
{
    // Shorter ones are no secrets, and their letters stand in every sentence.
    private const int MinLength = 5;

    private static readonly string[] Words = ["ApiKey", "Password", "Secret", "Token"];
    private static readonly string[] PasswordKeys = ["Password", "Pwd"];

    public static string Hide(string sentence, string[] args) =>
        Find(Read(args)).Distinct(StringComparer.Ordinal)
            .Where(secret => secret.Length >= MinLength)
            .OrderByDescending(secret => secret.Length)
            .Aggregate(sentence, (text, secret) => text.Replace(secret, "•••", StringComparison.Ordinal));

    /// <summary>The settings once more, as far as they can be read: the start may have failed because they cannot.</summary>
    private static IConfiguration Read(string[] args)
    {
        var readable = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) || !arg.StartsWith('-')).ToArray();
        return new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile(source =>
            {
                source.Path = "appsettings.json";
                source.Optional = true;
                source.OnLoadException = failure => failure.Ignore = true;
            })
            .AddEnvironmentVariables()
            .AddCommandLine(readable)
            .Build();
    }

    private static IEnumerable<string> Find(IConfiguration settings)
    {
        foreach (var (key, value) in settings.AsEnumerable())
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                continue;
            }

            var name = ConfigurationPath.GetSectionKey(key);
            if (Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                yield return value;
            }
            else if (name.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase))
            {
                yield return Password(value) ?? value;
            }
        }
    }

    private static string? Password(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return PasswordKeys.Select(key => parts.TryGetValue(key, out var value) ? value as string : null)
                .FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
