using System.Runtime.InteropServices;
using System.Text;

namespace BatchDashboard.Benchmarks.Source;

/// <summary>
/// A made-up job, known by its index alone: 37 of 1,000 fail, with one of eight codes; names have 24 to 30 characters;
/// sizes and times spread as those of real files do. The same on every machine and in a batch of any size.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SourceJob
{
    /// <summary>The longest job, in bytes, with room to spare.</summary>
    public const int MaxBytes = 1024;

    public const int FailuresPerMille = 37;
    public const long BatchStart = 1_762_632_040_000; // 2025-11-08T20:00:40Z
    public const long Pace = 20; // milliseconds from one job to the next

    public static readonly string[] MediaTypes = ["document", "image", "audio", "video", "model"];
    public static readonly string[] Codes =
    [
        "format_error", "corrupted_file", "timeout_error", "validation_error",
        "processing_error", "storage_error", "resource_error", "quota_exceeded",
    ];

    private static readonly byte[][] TypeBytes = [.. MediaTypes.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] CodeBytes = [.. Codes.Select(Encoding.UTF8.GetBytes)];
    private static readonly long[][] Sizes = [Spreads(310_000, 1.1), Spreads(2_100_000, 0.6), Spreads(5_200_000, 0.7), Spreads(24_000_000, 0.7), Spreads(7_500_000, 0.9)];
    private static readonly long[] Durations = Spreads(8_000, 0.6);

    private readonly ulong _random;

    public SourceJob(long index)
    {
        Index = index;
        _random = Scramble((ulong)index + 0x9E3779B97F4A7C15);
        MediaType = (int)((_random >> 10) % 100) switch { < 68 => 0, < 88 => 1, < 94 => 2, < 98 => 3, _ => 4 };
        Code = _random % 1000 < FailuresPerMille
            ? (int)((_random >> 20) % 16) switch { < 6 => 0, < 9 => 1, < 11 => 2, var rest => rest - 8 }
            : -1;
        SizeBytes = Sizes[MediaType][(_random >> 32) % 4096] + (long)((_random >> 44) % 997);
        CreatedAt = BatchStart + (index * Pace) + (long)((_random >> 50) % 17);
        CompletedAt = CreatedAt + (Code is 0 or 3 or 7 ? 400 : Durations[(_random >> 24) % 4096]) + (long)((_random >> 12) % 251);
    }

    public long Index { get; }

    public int MediaType { get; }

    /// <summary>-1 when it did not fail.</summary>
    public int Code { get; }

    public long SizeBytes { get; }

    public long CreatedAt { get; }

    public long CompletedAt { get; }

    public static string JobId(long index) => $"job-{IdNumber(index):x16}";

    public string MediaId => $"vec-{Scramble(_random ^ 0x6D65646961):x16}";

    public string FileName
    {
        get
        {
            Span<byte> bytes = stackalloc byte[64];
            var target = new Utf8Target(bytes);
            WriteName(ref target);
            return Encoding.UTF8.GetString(bytes[..target.Length]);
        }
    }

    public void Write(ref Utf8Target target)
    {
        target.Put("{\"job_id\":\"job-"u8);
        target.Hex(IdNumber(Index));
        if (Code < 0)
        {
            target.Put("\",\"media_id\":\"vec-"u8);
            target.Hex(Scramble(_random ^ 0x6D65646961));
            target.Put("\",\"filename\":\""u8);
        }
        else
        {
            target.Put("\",\"media_id\":null,\"filename\":\""u8);
        }

        WriteName(ref target);
        target.Put("\",\"media_type\":\""u8);
        target.Put(TypeBytes[MediaType]);
        target.Put(Code < 0 ? "\",\"status\":\"succeeded\",\"file_info\":{\"size_bytes\":"u8 : "\",\"status\":\"failed\",\"file_info\":{\"size_bytes\":"u8);
        target.Number(SizeBytes);
        target.Put(",\"size_mb\":"u8);
        target.Hundredths((long)Math.Round(SizeBytes / 10485.76));
        target.Put("},\"processing_info\":{\"created_at\":\""u8);
        target.Time(CreatedAt);
        target.Put("\",\"completed_at\":\""u8);
        target.Time(CompletedAt);
        target.Put("\"}"u8);
        if (Code >= 0)
        {
            WriteError(ref target);
        }

        target.Put("}"u8);
    }

    private void WriteName(ref Utf8Target target)
    {
        var pick = (int)((_random >> 28) % 8);
        var extension = (int)((_random >> 36) % 4);
        target.Put(SourceNames.Stem(MediaType, pick));
        target.Digits(Index + 1, 8);
        target.Put(Code == 0 ? SourceNames.Unsupported(extension) : SourceNames.Supported(MediaType, extension));
    }

    private void WriteError(ref Utf8Target target)
    {
        target.Put(",\"error\":{\"message\":\""u8);
        target.Put(SourceErrors.Message(Code));
        target.Put("\",\"code\":\""u8);
        target.Put(CodeBytes[Code]);
        target.Put("\",\"details\":{"u8);
        SourceErrors.WriteDetails(ref target, Code, SizeBytes, _random);
        target.Put("}}"u8);
    }

    private static ulong IdNumber(long index) => Scramble((ulong)index ^ 0x6A6F62736A6F6273);

    /// <summary>The last step of SplitMix64: each number has one image, and neighbours have none in common.</summary>
    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    // Many small values and a few large ones.
    private static long[] Spreads(double median, double spread)
    {
        var values = new long[4096];
        for (var place = 0; place < values.Length; place++)
        {
            var first = ((Scramble((ulong)place + 1) >> 11) + 1.0) / (1UL << 53);
            var second = (Scramble((ulong)place + 77_777) >> 11) / (double)(1UL << 53);
            var normal = Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second);
            values[place] = Math.Clamp((long)(median * Math.Exp(spread * normal)), 500, 100_000_000);
        }

        return values;
    }
}
