namespace BatchDashboard.Wickson;

/// <summary>Files to send as one batch, at least one.</summary>
/// <param name="Collection">The collection that the media items go to, e.g. <c>default</c>.</param>
/// <param name="ForceOverwrite">False skips duplicates.</param>
/// <param name="Files">In the order in which they are sent. The API takes at most 25 files or 100 MB (<see cref="BatchLimits"/>); this is not checked here.</param>
public sealed record NewBatch(string Collection, bool ForceOverwrite, IReadOnlyList<NewFile> Files);

/// <summary>A file to send.</summary>
/// <param name="FileName">Any text; it arrives as it is, quotes and line breaks included.</param>
/// <param name="SizeBytes">Exactly the bytes that are written by <paramref name="CopyToAsync"/>.</param>
/// <param name="CopyToAsync">
/// Writes the file to the stream, once, when its turn comes. What it throws, and one byte more or less than was announced, cuts
/// the request before it can be carried out.
/// </param>
public sealed record NewFile(string FileName, long SizeBytes, Func<Stream, CancellationToken, Task> CopyToAsync);

/// <summary>What the API takes in one batch (reference of <c>POST /v1/batches</c>).</summary>
public static class BatchLimits
{
    public const int Files = 25;

    /// <summary>The sum of the files' sizes. The API says "100 MB" and not which: the smaller of the two meanings is within both.</summary>
    public const long Bytes = 100_000_000;
}
