using System.Diagnostics.CodeAnalysis;

namespace BatchDashboard.Wickson;

/// <summary>Compares the API's words (statuses, media types, error codes) as they are meant: without case and surrounding blanks.</summary>
public sealed class WordComparer : IEqualityComparer<string?>
{
    private WordComparer()
    {
    }

    public static WordComparer Instance { get; } = new();

    /// <summary>One spelling of all that are equal, to be part of a key.</summary>
    public static string Fold(string word) => word.Trim().ToUpperInvariant();

    public bool Equals(string? x, string? y) => ReferenceEquals(x, y)
        || (x is not null && y is not null && x.AsSpan().Trim().Equals(y.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase));

    public int GetHashCode([DisallowNull] string? obj) => string.GetHashCode(obj.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);
}
