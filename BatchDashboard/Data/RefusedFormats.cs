using System.Runtime.InteropServices;

namespace BatchDashboard.Data;

/// <summary>Failed files whose names end alike, and of whose format the API says the same.</summary>
/// <param name="Ending">Of the names, in lower case with the dot; null for none.</param>
/// <param name="Found">The format that the API found, in its words; null where it does not say.</param>
/// <param name="Supported">The formats that it reads instead, in its words, separated by commas; null where it names none.</param>
public sealed record RefusedFormat(string? Ending, string? Found, string? Supported, long Count);

/// <summary>Counts what errors say of the formats of their files, as they pass.</summary>
internal sealed class RefusedFormats
{
    private const int MaxDifferent = 200;

    private readonly Dictionary<(string? Ending, string? Found, string? Supported), long> _counts = [];

    /// <summary>The keys of details that name the format that the API found, the documented one first.</summary>
    public static IReadOnlyList<string> FoundKeys { get; } = ["format", "detected_format", "file_format", "extension"];

    /// <summary>The keys of details that list the formats that are read, the documented one first.</summary>
    public static IReadOnlyList<string> SupportedKeys { get; } = ["supported_formats", "allowed_formats", "accepted_formats", "supported_types", "allowed_extensions"];

    public void Add(string? ending, string? found, string? supported)
    {
        var key = (ending, found, supported);
        if (_counts.Count < MaxDifferent || _counts.ContainsKey(key))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++;
        }
    }

    public IReadOnlyList<RefusedFormat> MostFrequent() =>
        [.. _counts.Select(one => new RefusedFormat(one.Key.Ending, one.Key.Found, one.Key.Supported, one.Value)).OrderByDescending(one => one.Count)];
}
