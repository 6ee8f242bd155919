using System.Globalization;
using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Tests.Data;

/// <summary>A job as a test thinks of it, and as an API would send it. Times are in seconds.</summary>
internal sealed record SourceJob(string? Name, string? Status, string? Type, string? Code, long? Size, long? Completed, string? Id)
{
    private static readonly string?[] Names =
    [
        "report.pdf", "Report.PDF", "re%port_1.pdf", "ÉTÉ.png", "e\u0301te\u0301.png", "\U0001F600.png", "<b>", "", null, "İ.pdf", "文書 一.docx",
    ];

    private static readonly string?[] Statuses = ["succeeded", "succeeded", "succeeded", "succeeded", "failed", "processed", "Failed", null];
    private static readonly string?[] Types = ["document", "document", "image", "hologram", null];
    private static readonly string?[] Codes = ["format_error", "corrupted_file", "Format_Error", "", null];
    private static readonly string?[] Messages = ["Unsupported file format", "Datei BESCHÄDIGT", "Timeout after 30 s", null];

    public string? Message { get; init; }

    public long? Created { get; init; } = 30;

    public string? MediaId => Id is null ? null : "vec-" + Id;

    /// <summary>A blank code is none.</summary>
    public string? ErrorCode => string.IsNullOrWhiteSpace(Code) ? null : Code;

    public bool IsError => ErrorCode is not null || IsFailed;

    public bool IsFailed => WordComparer.Instance.Equals(Status, "failed");

    /// <summary>Milliseconds.</summary>
    public long? Duration => (Completed - Created) * 1000;

    public string Json => JsonSerializer.Serialize(new
    {
        job_id = Id,
        media_id = MediaId,
        filename = Name,
        media_type = Type,
        status = Status,
        file_info = new { size_bytes = Size },
        processing_info = new
        {
            created_at = Created is { } created ? DateTimeOffset.FromUnixTimeSeconds(1000 + created) : (DateTimeOffset?)null,
            completed_at = Completed is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(1000 + seconds) : (DateTimeOffset?)null,
        },
        error = new { code = Code, message = Message },
    });

    /// <summary>Many jobs of every kind, always the same.</summary>
    public static List<SourceJob> Many(int count, int salt = 0) => [.. Enumerable.Range(0, count).Select(ordinal => At(ordinal, salt))];

    /// <summary>A page of these jobs.</summary>
    /// <param name="page">From 1.</param>
    public static ResultsBody Page(IReadOnlyList<SourceJob> jobs, int page, int pageSize, int? total = null) => Pages.Of(
        jobs.Skip((page - 1) * pageSize).Take(pageSize).Select(job => job.Json),
        string.Create(CultureInfo.InvariantCulture, $$"""{"page":{{page}},"page_size":{{pageSize}},"total_items":{{total ?? jobs.Count}}}"""));

    private static SourceJob At(int ordinal, int salt)
    {
        int Pick(int property, int count) => (int)(Mix(((ulong)ordinal << 16) + ((ulong)salt << 8) + (ulong)property) % (ulong)count);
        T Of<T>(int property, T[] values) => values[Pick(property, values.Length)];
        var status = Of(1, Statuses);
        var name = Pick(2, 10) switch
        {
            < 3 => Of(3, Names),
            < 6 => string.Create(CultureInfo.InvariantCulture, $"Bericht {Pick(4, 977)} Übersicht.pdf"),
            < 9 => string.Create(CultureInfo.InvariantCulture, $"IMG_{Pick(5, 1_000_000):D6}.JPG"),
            _ => string.Create(CultureInfo.InvariantCulture, $"scan of the long corridor {Pick(6, 50)}.tiff"),
        };
        return new SourceJob(
            ordinal % 9973 == 5000 ? "Zebra crossing.webp" : name,
            status,
            Of(7, Types),
            status is "failed" or "Failed" || Pick(8, 50) == 0 ? Of(9, Codes) : null,
            Pick(10, 20) switch { 0 => null, 1 => 0, 2 => 5_000_000_000, _ => Pick(11, 3000) * 1024L },
            Pick(12, 9) == 0 ? null : Pick(13, 500),
            Pick(14, 40) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"job-{Mix((ulong)(Pick(15, 30) == 0 ? ordinal / 2 : ordinal + 1_000_000)):x16}"))
        {
            Message = Of(16, Messages),
            Created = Pick(17, 60) is > 0 and var created ? created : null,
        };
    }

    private static ulong Mix(ulong value)
    {
        value = (value + 0x9E3779B97F4A7C15UL) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
