using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>What the API says about a failed job: a message and details with the keys that such an error has.</summary>
internal static class ErrorScripts
{
    /// <summary>The eight documented codes of failed items.</summary>
    public static readonly string[] Codes =
    [
        "validation_error", "format_error", "corrupted_file", "processing_error",
        "storage_error", "timeout_error", "resource_error", "quota_exceeded",
    ];

    public static string Resolution(string code) => code switch
    {
        "validation_error" => "Check that the file is within the limits for its kind and submit it again",
        "format_error" => "Convert files to a supported format (.pdf, .txt, .docx)",
        "corrupted_file" => "Check file integrity and re-upload",
        "processing_error" => "Submit the file again; contact support if the error stays",
        "storage_error" => "Submit the file again in a few minutes",
        "timeout_error" => "Split the file into smaller parts or submit it again at a quieter time",
        "resource_error" => "Submit the file again later or reduce its size",
        "quota_exceeded" => "Raise the account limits or wait until they reset",
        _ => "Contact support with the job id",
    };

    /// <summary>Part of the slot that a worker spends before it gives up, or null where a failure takes as long as a success.</summary>
    public static double? TimeShare(string? code, JobRandom random) => code switch
    {
        "validation_error" or "format_error" or "quota_exceeded" => 0.02 + (0.08 * random.Unit()),
        "timeout_error" => 0.95,
        _ => null,
    };

    public static void Write(Utf8JsonWriter json, SandboxJob job)
    {
        var random = job.Random(JobAspect.Error);
        var code = job.ErrorCode!;
        json.WriteStartObject();
        switch (code)
        {
            case "validation_error":
                Begin(json, "File exceeds the maximum size for its type", code);
                json.WriteString("field", "file_size");
                json.WriteNumber("max_bytes", FileSizes.Limit(job.MediaType));
                json.WriteNumber("actual_bytes", job.SizeBytes);
                break;
            case "format_error":
                Begin(json, "Unsupported file format", code);
                json.WriteString("format", Extension(job.FileName));
                WriteFormats(json, job.MediaType);
                break;
            case "corrupted_file":
                WriteCorruption(json, job, ref random);
                break;
            case "processing_error":
                WriteProcessing(json, job, ref random);
                break;
            case "storage_error":
                Begin(json, "Could not store the results", code);
                json.WriteString("operation", random.Pick("write_vectors", "write_metadata", "write_thumbnail"));
                json.WriteString("backend", random.Pick("vector-store-2", "vector-store-3"));
                json.WriteNumber("attempts", 3);
                json.WriteBoolean("retryable", true);
                break;
            case "timeout_error":
                Begin(json, "Processing exceeded the allotted time", code);
                json.WriteNumber("timeout_seconds", Math.Floor(job.Seconds));
                json.WriteNumber("elapsed_seconds", Math.Round(job.Seconds, 1));
                json.WriteString("stage", Stage(job.MediaType, ref random));
                break;
            case "resource_error":
                Begin(json, "Insufficient system resources", code);
                json.WriteString("resource", random.Pick("gpu_memory", "memory", "disk"));
                json.WriteNumber("required_mb", 6144 + (256 * random.Below(24)));
                json.WriteNumber("available_mb", 512 + (64 * random.Below(60)));
                json.WriteString("region", random.Pick("eu-central", "us-east"));
                break;
            default:
                WriteQuota(json, job, ref random);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCorruption(Utf8JsonWriter json, SandboxJob job, ref JobRandom random)
    {
        Begin(json, "File is damaged or unreadable", job.ErrorCode!);
        json.WriteString("reason", job.MediaType switch
        {
            "image" => random.Pick("Premature end of image data", "Invalid marker segment"),
            "video" => random.Pick("moov atom not found", "No decodable frames"),
            "audio" => random.Pick("No audio frames found", "Header length exceeds the file"),
            "model" => random.Pick("Triangle count does not match the header", "Mesh has no faces"),
            _ => Extension(job.FileName) switch
            {
                ".pdf" => random.Pick("Cross-reference table is missing", "Unexpected end of file"),
                ".docx" => random.Pick("Archive directory is damaged", "word/document.xml is missing"),
                _ => "Not text in any known encoding",
            },
        });
        json.WriteNumber("offset", (long)(job.SizeBytes * random.Unit()));
        json.WriteNumber("file_size", job.SizeBytes);
    }

    private static void WriteProcessing(Utf8JsonWriter json, SandboxJob job, ref JobRandom random)
    {
        Begin(json, "Processing failed", job.ErrorCode!);
        json.WriteString("stage", Stage(job.MediaType, ref random));
        json.WriteStartObject("engine");
        json.WriteString("name", job.MediaType + "-pipeline");
        json.WriteString("version", random.Pick("3.8.1", "3.8.2"));
        json.WriteEndObject();
        json.WriteNumber("attempts", random.Between(1, 3));
        json.WriteString("trace_id", $"{random.Next():x16}");
    }

    private static void WriteQuota(Utf8JsonWriter json, SandboxJob job, ref JobRandom random)
    {
        Begin(json, "Account limit exceeded", job.ErrorCode!);
        json.WriteString("quota", random.Pick("storage_gb", "monthly_items"));
        json.WriteNumber("limit", 5000);
        json.WriteNumber("used", 5000);
        json.WriteString("resets_at", JobWriter.Time(new DateTimeOffset(job.CompletedAt.Year, job.CompletedAt.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1)));
    }

    private static void Begin(Utf8JsonWriter json, string message, string code)
    {
        json.WriteString("message", message);
        json.WriteString("code", code);
        json.WriteStartObject("details");
    }

    private static void WriteFormats(Utf8JsonWriter json, string mediaType)
    {
        json.WriteStartArray("supported_formats");
        foreach (var format in (ReadOnlySpan<string>)(mediaType switch
        {
            "image" => [".jpg", ".png", ".webp", ".tiff", ".heic"],
            "video" => [".mp4", ".mov", ".avi", ".webm"],
            "audio" => [".mp3", ".wav", ".m4a", ".flac", ".ogg"],
            "model" => [".stl", ".obj", ".fbx", ".glb", ".3mf"],
            _ => [".pdf", ".txt", ".docx"],
        }))
        {
            json.WriteStringValue(format);
        }

        json.WriteEndArray();
    }

    private static string Stage(string mediaType, ref JobRandom random) => mediaType switch
    {
        "image" => random.Pick("object_detection", "captioning"),
        "video" => random.Pick("frame_extraction", "transcription", "scene_detection"),
        "audio" => random.Pick("transcription", "speaker_separation"),
        "model" => random.Pick("mesh_analysis", "rendering"),
        _ => random.Pick("ocr", "layout_analysis", "summarization", "embedding"),
    };

    private static string Extension(string? fileName) => Path.GetExtension(fileName)?.ToLowerInvariant() ?? "";
}
