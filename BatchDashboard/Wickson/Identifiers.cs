using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BatchDashboard.Wickson;

/// <summary>
/// A batch id that is safe in a path: 1 to 128 letters, digits, <c>- _ . : ~</c>, starting with a letter or a digit.
/// </summary>
public readonly record struct BatchId
{
    private BatchId(string value) => Value = value;

    public string Value { get; }

    /// <summary>False for anything that could change the path or host of a request, or is no id at all.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BatchId id)
    {
        var valid = Identifier.IsValid(text);
        id = valid ? new BatchId(text!) : default;
        return valid;
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static BatchId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a batch id.");

    public override string ToString() => Value;
}

/// <summary>A media id that is safe in a path, such as <c>vec-abc123</c> or <c>doc_</c> and a UUID.</summary>
public readonly record struct MediaId
{
    private MediaId(string value) => Value = value;

    public string Value { get; }

    /// <inheritdoc cref="BatchId.TryParse" />
    public static bool TryParse([NotNullWhen(true)] string? text, out MediaId id)
    {
        var valid = Identifier.IsValid(text);
        id = valid ? new MediaId(text!) : default;
        return valid;
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static MediaId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a media id.");

    public override string ToString() => Value;
}

internal static partial class Identifier
{
    public static bool IsValid([NotNullWhen(true)] string? text) => text is not null && Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
