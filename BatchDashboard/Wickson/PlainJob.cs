using System.Runtime.InteropServices;
using System.Text;

namespace BatchDashboard.Wickson;

/// <summary>The fields of a job, those within others included.</summary>
[Flags]
public enum JobParts
{
    None = 0,
    JobId = 1 << 0,
    MediaId = 1 << 1,
    FileName = 1 << 2,
    MediaType = 1 << 3,
    Status = 1 << 4,
    FileInfo = 1 << 5,
    SizeBytes = 1 << 6,
    SizeMb = 1 << 7,
    ProcessingInfo = 1 << 8,
    CreatedAt = 1 << 9,
    CompletedAt = 1 << 10,
    Error = 1 << 11,
    ErrorMessage = 1 << 12,
    ErrorCode = 1 << 13,
    ErrorDetails = 1 << 14,
}

/// <summary>
/// A job in the form in which the API sends nearly all: every field known, of its documented type and at most once, the
/// times as the API writes them, the size in MiB that of the bytes. Its texts are UTF-8, where the page holds them.
/// </summary>
public readonly ref struct PlainJob
{
    private readonly PlainNumbers _numbers;

    internal PlainJob(PlainNumbers numbers, ReadOnlySpan<byte> texts, IReadOnlyList<string> words)
    {
        _numbers = numbers;
        JobId = Take(ref texts, numbers.JobIdLength);
        MediaId = Take(ref texts, numbers.MediaIdLength);
        FileName = Take(ref texts, numbers.FileNameLength);
        ErrorMessage = Take(ref texts, numbers.MessageLength);
        ErrorDetails = Take(ref texts, numbers.DetailsLength);
        MediaType = Has(JobParts.MediaType) ? words[numbers.MediaType] : null;
        Status = Has(JobParts.Status) ? words[numbers.Status] : null;
        ErrorCode = Has(JobParts.ErrorCode) ? words[numbers.ErrorCode] : null;
    }

    /// <summary>What was sent, null included.</summary>
    public JobParts Sent => _numbers.Sent;

    /// <summary>What was sent as null.</summary>
    public JobParts Nulls => _numbers.Nulls;

    public ReadOnlySpan<byte> JobId { get; }
    public ReadOnlySpan<byte> MediaId { get; }
    public ReadOnlySpan<byte> FileName { get; }
    public ReadOnlySpan<byte> ErrorMessage { get; }

    /// <summary>JSON as it came.</summary>
    public ReadOnlySpan<byte> ErrorDetails { get; }

    public string? MediaType { get; }
    public string? Status { get; }
    public string? ErrorCode { get; }

    public long? SizeBytes => Has(JobParts.SizeBytes) ? _numbers.SizeBytes : null;

    /// <summary>Unix milliseconds.</summary>
    public long? CreatedAt => Has(JobParts.CreatedAt) ? _numbers.CreatedAt : null;

    /// <summary>Unix milliseconds.</summary>
    public long? CompletedAt => Has(JobParts.CompletedAt) ? _numbers.CompletedAt : null;

    /// <summary>True when the field was sent with a value.</summary>
    public bool Has(JobParts part) => (Sent & ~Nulls & part) != JobParts.None;

    /// <summary>The job as the serializer would have read it.</summary>
    public JobResult ToJob() => new()
    {
        JobId = Text(JobParts.JobId, JobId),
        MediaId = Text(JobParts.MediaId, MediaId),
        Filename = Text(JobParts.FileName, FileName),
        MediaType = Of(JobParts.MediaType, MediaType!),
        Status = Of(JobParts.Status, Status!),
        FileInfo = Of(JobParts.FileInfo, new JobFileInfo
        {
            SizeBytes = Of(JobParts.SizeBytes, _numbers.SizeBytes),
            SizeMb = Of(JobParts.SizeMb, JobFileInfo.Megabytes(_numbers.SizeBytes)),
        }),
        ProcessingInfo = Of(JobParts.ProcessingInfo, new JobProcessingInfo
        {
            CreatedAt = Of(JobParts.CreatedAt, DateTimeOffset.FromUnixTimeMilliseconds(_numbers.CreatedAt)),
            CompletedAt = Of(JobParts.CompletedAt, DateTimeOffset.FromUnixTimeMilliseconds(_numbers.CompletedAt)),
        }),
        Error = Of(JobParts.Error, new JobError
        {
            Message = Text(JobParts.ErrorMessage, ErrorMessage),
            Code = Of(JobParts.ErrorCode, ErrorCode!),
            Details = Of(JobParts.ErrorDetails, Has(JobParts.ErrorDetails) ? SoundJson.Parse(ErrorDetails) : default),
        }),
    };

    private Field<string> Text(JobParts part, ReadOnlySpan<byte> utf8) => Of(part, Has(part) ? Encoding.UTF8.GetString(utf8) : "");

    private Field<T> Of<T>(JobParts part, T value) =>
        Has(part) ? Field<T>.Of(value) : (Sent & part) != JobParts.None ? Field<T>.Null : default;

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> texts, int length)
    {
        var text = texts[..length];
        texts = texts[length..];
        return text;
    }
}

/// <summary>What a plain job has beside its texts, as the page holds it. Texts follow in the order of their lengths.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PlainNumbers
{
    public long SizeBytes;
    public long CreatedAt;
    public long CompletedAt;
    public JobParts Sent;
    public JobParts Nulls;
    public int JobIdLength;
    public int MediaIdLength;
    public int FileNameLength;
    public int MessageLength;
    public int DetailsLength;

    // Words of the page.
    public byte MediaType;
    public byte Status;
    public byte ErrorCode;

    public readonly int TextLength => JobIdLength + MediaIdLength + FileNameLength + MessageLength + DetailsLength;
}
