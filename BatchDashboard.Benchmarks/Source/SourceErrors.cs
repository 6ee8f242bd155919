namespace BatchDashboard.Benchmarks.Source;

/// <summary>What the API says of a failed job, by the index of its code in <see cref="SourceJob.Codes"/>.</summary>
internal static class SourceErrors
{
    public static ReadOnlySpan<byte> Message(int code) => code switch
    {
        0 => "Unsupported file format"u8,
        1 => "File is damaged or unreadable"u8,
        2 => "Processing exceeded the allotted time"u8,
        3 => "File exceeds the maximum size for its type"u8,
        4 => "Processing failed"u8,
        5 => "Could not store the results"u8,
        6 => "Insufficient system resources"u8,
        _ => "Account limit exceeded"u8,
    };

    public static string Resolution(int code) => code switch
    {
        0 => "Convert files to a supported format (.pdf, .txt, .docx)",
        1 => "Check file integrity and re-upload",
        2 => "Split the file into smaller parts or submit it again at a quieter time",
        3 => "Check that the file is within the limits for its kind and submit it again",
        4 => "Submit the file again; contact support if the error stays",
        5 => "Submit the file again in a few minutes",
        6 => "Submit the file again later or reduce its size",
        _ => "Raise the account limits or wait until they reset",
    };

    public static void WriteDetails(ref Utf8Target target, int code, long sizeBytes, ulong random)
    {
        var pick = random >> 40;
        switch (code)
        {
            case 0:
                target.Put("\"format\":\".xlsx\",\"supported_formats\":[\".pdf\",\".txt\",\".docx\"]"u8);
                break;
            case 1:
                target.Put(pick % 2 == 0 ? "\"reason\":\"Unexpected end of file\",\"offset\":"u8 : "\"reason\":\"Cross-reference table is missing\",\"offset\":"u8);
                target.Number((long)(random % (ulong)sizeBytes));
                target.Put(",\"file_size\":"u8);
                target.Number(sizeBytes);
                break;
            case 2:
                target.Put("\"timeout_seconds\":300,\"elapsed_seconds\":"u8);
                target.Number(300 + (long)(pick % 9));
                target.Put(",\"stage\":\"layout_analysis\""u8);
                break;
            case 3:
                target.Put("\"field\":\"file_size\",\"max_bytes\":20971520,\"actual_bytes\":"u8);
                target.Number(sizeBytes);
                break;
            case 4:
                target.Put("\"stage\":\"ocr\",\"engine\":{\"name\":\"document-pipeline\",\"version\":\"3.8.1\"},\"trace_id\":\""u8);
                target.Hex(random);
                target.Put("\""u8);
                break;
            case 5:
                target.Put("\"operation\":\"write_vectors\",\"backend\":\"vector-store-2\",\"attempts\":3,\"retryable\":true"u8);
                break;
            case 6:
                target.Put("\"resource\":\"gpu_memory\",\"required_mb\":"u8);
                target.Number(6144 + (long)(256 * (pick % 24)));
                target.Put(",\"region\":\"eu-central\""u8);
                break;
            default:
                target.Put("\"quota\":\"storage_gb\",\"limit\":5000,\"used\":5000"u8);
                break;
        }
    }
}
