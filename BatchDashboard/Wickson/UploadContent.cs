using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>
/// A new batch as <c>multipart/form-data</c>, written file by file as it goes out and never held. Its length is known before,
/// from the sizes, so that a server can tell a whole body from one that was cut.
/// </summary>
internal sealed class UploadContent : HttpContent
{
    private readonly NewBatch _batch;
    private readonly Action _moved;
    private readonly Action _whole;
    private readonly byte[] _fields;
    private readonly byte[][] _fileHeads;
    private readonly byte[] _closing;
    private int _begun;
    private volatile bool _mayBeWhole;

    /// <param name="batch">What is sent.</param>
    /// <param name="moved">Called after every piece that went out.</param>
    /// <param name="whole">Called before the last bytes, without which no server can take the body for a whole one.</param>
    public UploadContent(NewBatch batch, Action moved, Action whole)
    {
        _batch = batch;
        _moved = moved;
        _whole = whole;
        var boundary = "batch-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        _fields = Encoding.UTF8.GetBytes(
            Field(boundary, "force_overwrite", Flag(batch)) + Field(boundary, "collection_id", batch.Collection) + Field(boundary, "batch_options", Options(batch)));
        _fileHeads = [.. batch.Files.Select((file, index) => FileHead(boundary, file.FileName, isFirst: index == 0))];
        _closing = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + boundary);
        Headers.ContentLength = _fields.Length + _fileHeads.Sum(head => (long)head.Length) + batch.Files.Sum(file => file.SizeBytes) + _closing.Length;
    }

    /// <summary>
    /// False means for sure that no batch was made: the closing boundary was not even begun, so the body is shorter than its
    /// Content-Length and lacks its end, and no server can take it for a whole one.
    /// </summary>
    public bool MayBeWhole => _mayBeWhole;

    /// <summary>Why a file could not be sent as announced; null where that was not the trouble.</summary>
    public UnsentFile? Unsent { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = Headers.ContentLength ?? 0;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            throw new InvalidOperationException("A new batch is sent once: its files cannot be read again, and a second batch would be paid again.");
        }

        await stream.WriteAsync(_fields, cancellationToken);
        for (var index = 0; index < _fileHeads.Length; index++)
        {
            await stream.WriteAsync(_fileHeads[index], cancellationToken);
            await SendAsync(_batch.Files[index], stream, cancellationToken);
        }

        _mayBeWhole = true;
        _whole();
        await stream.WriteAsync(_closing, cancellationToken);
    }

    private async Task SendAsync(NewFile file, Stream wire, CancellationToken cancellation)
    {
        var part = new UploadPart(wire, file.SizeBytes, _moved);
        try
        {
            // Whoever reads the file may be deaf to the token; the request is not to hang with it.
            await file.CopyToAsync(part, cancellation).WaitAsync(cancellation);
            part.End();
        }
        catch (Exception cause) when (!part.WireFailed && !cancellation.IsCancellationRequested)
        {
            Unsent = new UnsentFile(file.FileName, cause);
            throw new IOException("A file was not sent as announced.", cause);
        }
        finally
        {
            part.Close();
        }
    }

    private static string Flag(NewBatch batch) => batch.ForceOverwrite ? "true" : "false";

    private static string Options(NewBatch batch)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteBoolean("force_overwrite", batch.ForceOverwrite);
            json.WriteString("collection_id", batch.Collection);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static string Field(string boundary, string name, string value) =>
        $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static byte[] FileHead(string boundary, string fileName, bool isFirst) => Encoding.UTF8.GetBytes(
        $"{(isFirst ? "" : "\r\n")}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{Quoted(fileName)}\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n");

    // As browsers do it (HTML, "multipart form data"; RFC 7578, 4.2): UTF-8, and only what would end the quotes or the line is escaped.
    private static string Quoted(string fileName) => fileName
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}

/// <summary>A file that was not as long as announced, or could not be read.</summary>
internal sealed record UnsentFile(string FileName, Exception Cause);
