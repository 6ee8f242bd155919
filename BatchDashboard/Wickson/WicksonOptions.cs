namespace BatchDashboard.Wickson;

/// <summary>Settings under <c>Wickson</c>.</summary>
public sealed class WicksonOptions
{
    public const string Section = "Wickson";

    /// <summary>Any http or https base; its path prefix is kept.</summary>
    public string BaseUrl { get; set; } = "https://api.wickson.ai";

    /// <summary>Sent as <c>X-Api-Key</c>; never leaves the server otherwise.</summary>
    public string ApiKey { get; set; } = "";

    public int RequestsPerHour { get; set; } = 1000;

    /// <summary>
    /// Jobs a page that a sync asks for, 1 to 10,000; the server may grant fewer, and fewer are asked for where it refuses or
    /// is too slow (docs/decisions/0005).
    /// </summary>
    public int PageSize { get; set; } = 10_000;

    /// <summary>Time for one request, 10 ms to 1 hour; a call with its retries may take four times as long.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Wait before the first retry of a GET, up to 1 minute; it doubles from retry to retry, with some jitter. Zero
    /// retries at once.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The largest body that is read, in bytes after decompression.</summary>
    public long MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Time for a call with all its retries.</summary>
    internal TimeSpan OverallTimeout => Timeout * 4;

    /// <summary>Time for the answer after the last byte of a new batch: the server may look at every file first. 5 minutes by default.</summary>
    internal TimeSpan CreationTimeout => Timeout * 10;
}

/// <summary>Where the API is, and the key for it. The configured one, or the sandbox of this process.</summary>
public interface IWicksonEndpoint
{
    /// <summary>Absolute, ends with a slash; <c>v1/…</c> is appended.</summary>
    Uri BaseUrl { get; }

    string ApiKey { get; }
}
