namespace BatchDashboard.Cache;

/// <summary>The database could not be read or written.</summary>
/// <param name="message">A sentence that an operator can act on; no path of a file beyond its name.</param>
/// <param name="inner">What the database said.</param>
public sealed class CacheException(string message, Exception? inner = null) : Exception(message, inner);
