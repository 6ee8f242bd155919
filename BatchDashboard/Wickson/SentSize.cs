namespace BatchDashboard.Wickson;

/// <summary>A size that the API writes twice: in bytes, and in MiB (1,048,576 bytes) rounded to two decimals.</summary>
public static class SentSize
{
    /// <summary>Beyond this many programs cannot write a whole number; no file has as many bytes.</summary>
    public const long MaxBytes = 1L << 53;

    /// <summary>True when the bytes were sent, and can be true.</summary>
    public static bool IsExact(Field<long> bytes) => bytes is { HasValue: true, Value: >= 0 and <= MaxBytes };

    /// <summary>The size in MiB of so many bytes, as the API rounds it.</summary>
    public static double Megabytes(long bytes) => Math.Round(bytes / 1048576.0, 2);

    /// <inheritdoc cref="Bytes(Field{long}, Field{double})" />
    public static long? Bytes(this BatchResources resources) => Bytes(resources.TotalFilesSizeBytes, resources.TotalFilesSizeMb);

    /// <summary>There is a size, and it is only that of the rounded MiB.</summary>
    public static bool IsApproximate(this BatchResources resources) => resources.Bytes() is not null && !IsExact(resources.TotalFilesSizeBytes);

    /// <summary>The bytes as sent, or else about as many as the MiB say; null when neither can be true.</summary>
    public static long? Bytes(Field<long> bytes, Field<double> megabytes) =>
        IsExact(bytes) ? bytes.Value
        : megabytes is { HasValue: true, Value: >= 0 and <= MaxBytes / 1048576.0 } about ? (long)Math.Round(about.Value * 1048576)
        : null;
}
