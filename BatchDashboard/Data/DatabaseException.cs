namespace BatchDashboard.Data;

/// <summary>The database could not be read or written.</summary>
/// <param name="message">A sentence that an operator can act on; no path of a file beyond its name.</param>
/// <param name="inner">What the database said.</param>
public sealed class DatabaseException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It may pass by itself: another program has locked the file, or the server starts anew.</summary>
    public bool IsPassing { get; init; }

    /// <summary>A write found no room on the disk.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>An error, what caused it, and so on.</summary>
    internal static IEnumerable<Exception> Causes(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            yield return error;
        }
    }
}
