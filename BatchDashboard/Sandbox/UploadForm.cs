using System.Buffers;
using System.Text;
using System.Text.Json;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BatchDashboard.Sandbox;

/// <summary>What a form asks to be made a batch of. Of the files nothing but names and sizes is ever kept.</summary>
internal sealed record UploadForm
{
    private const int LongestField = 16 * 1024;
    private const int LongestHead = 256 * 1024;

    public List<(string Name, long SizeBytes)> Files { get; } = [];

    public string Collection { get; private set; } = "default";

    public bool ForceOverwrite { get; private set; }

    /// <summary>Reads the form as it comes in, and no further than to the first thing that is wrong with it.</summary>
    /// <exception cref="UploadRefusedException">It cannot be made a batch.</exception>
    public static async Task<UploadForm> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            throw new UploadRefusedException("file", "The request must be multipart/form-data");
        }

        if (request.ContentLength > BatchLimits.Bytes + LongestField + (BatchLimits.Files * (long)LongestHead))
        {
            throw UploadRefusedException.TooLarge();
        }

        var form = new UploadForm();
        try
        {
            var reader = new MultipartReader(boundary.Value!, request.Body) { HeadersLengthLimit = LongestHead };
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                await form.TakeAsync(section, cancellation);
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or JsonException or FormatException
            || (malformed is IOException and not BadHttpRequestException && !cancellation.IsCancellationRequested))
        {
            throw new UploadRefusedException("file", "The form is cut off or malformed", malformed);
        }

        return form.Files.Count > 0 ? form : throw new UploadRefusedException("file", "At least one file is required");
    }

    private async Task TakeAsync(MultipartSection section, CancellationToken cancellation)
    {
        var disposition = section.ContentDisposition ?? "";
        var name = Parameter(disposition, "name");
        if (name == "file" && FileName(disposition) is { Length: > 0 } fileName)
        {
            if (Files.Count == BatchLimits.Files)
            {
                throw new UploadRefusedException("file", FormattableString.Invariant($"A batch has at most {BatchLimits.Files} files"));
            }

            Files.Add((fileName, await MeasureAsync(section.Body, BatchLimits.Bytes - Files.Sum(file => file.SizeBytes), cancellation)));
            return;
        }

        var text = await TextAsync(section.Body, cancellation);
        switch (name)
        {
            case "collection_id":
                Collection = text.Length is > 0 and <= 200 ? text : throw new UploadRefusedException("collection_id", "collection_id must have 1 to 200 characters");
                break;
            case "force_overwrite":
                ForceOverwrite = bool.TryParse(text, out var force) ? force : throw new UploadRefusedException("force_overwrite", "force_overwrite must be true or false");
                break;
            case "batch_options":
                using (var options = JsonDocument.Parse(text))
                {
                    if (options.RootElement.ValueKind != JsonValueKind.Object)
                    {
                        throw new UploadRefusedException("batch_options", "batch_options must be a JSON object");
                    }
                }

                break;
            default:
                throw new UploadRefusedException(name ?? "file", "The form has a part that is not known");
        }
    }

    private static async Task<long> MeasureAsync(Stream body, long allowed, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var size = 0L;
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                size += read;
                if (size > allowed)
                {
                    throw UploadRefusedException.TooLarge();
                }
            }

            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[LongestField];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length < buffer.Length ? Encoding.UTF8.GetString(buffer, 0, length) : throw new UploadRefusedException("file", "A field of the form is too long");
    }

    private static string? Parameter(string disposition, string name) =>
        ContentDispositionHeaderValue.TryParse(disposition.Split("; filename=", 2)[0], out var header)
            ? header.Parameters.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"')
            : null;

    /// <summary>
    /// The name as browsers and curl write it: UTF-8 up to the closing quote, in which a quote and line breaks are percent-encoded
    /// (HTML, "multipart form data"; RFC 7578, 4.2). A parser of header values would also undo backslashes, which nobody wrote;
    /// it reads only what stands there without quotes.
    /// </summary>
    private static string? FileName(string disposition)
    {
        const string Begin = "filename=\"";
        var begin = disposition.IndexOf(Begin, StringComparison.OrdinalIgnoreCase);
        if (begin < 0)
        {
            return ContentDispositionHeaderValue.TryParse(disposition, out var header) ? (header.FileNameStar.Value ?? header.FileName.Value) : null;
        }

        var name = disposition[(begin + Begin.Length)..];
        var end = name.IndexOf("\";", StringComparison.Ordinal) is >= 0 and var more ? more : name.LastIndexOf('"');
        return end < 0
            ? null
            : name[..end]
                .Replace("%22", "\"", StringComparison.Ordinal)
                .Replace("%0D", "\r", StringComparison.Ordinal)
                .Replace("%0A", "\n", StringComparison.Ordinal);
    }
}

/// <summary>The sandbox makes no batch of a form.</summary>
/// <param name="fieldName">The field that is wrong.</param>
internal sealed class UploadRefusedException(string fieldName, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Field { get; } = fieldName;

    public bool IsTooLarge { get; private init; }

    public static UploadRefusedException TooLarge() => new("file", "The files are more than 100 MB together") { IsTooLarge = true };
}
