using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatchDashboard.Data;

namespace BatchDashboard.Resolution.Kit;

/// <summary>
/// Writes the kit entry by entry. The scripts are always the same bytes, and the entries have fixed names: names of files and
/// collections stand only in the data that the scripts read, so that none can become code or a path.
/// </summary>
internal sealed class KitArchive(KitReader reader, Advisor advisor, Uri baseUrl, DateTimeOffset now)
{
    private const int FlushAt = 32 * 1024;

    // rwxr-xr-x and rw-r--r-- of a plain file, where ZIP keeps them for Unix.
    private const int Executable = unchecked((int)0x81ED_0000);
    private const int Plain = unchecked((int)0x81A4_0000);

    private readonly FailedGroups _groups = new();
    private readonly string _kit = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly SortedDictionary<string, string> _letters = new(StringComparer.Ordinal);
    private long _files;
    private long _bytes;

    /// <summary>Failed files that the kit is for; 0 means that there is nothing in it to send.</summary>
    public async Task<long> WriteAsync(Stream target, CancellationToken cancellation)
    {
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        await WriteAsync(zip, "manifest.csv", ManifestCsvAsync, cancellation);
        await WriteAsync(zip, "manifest.json", ManifestJsonAsync, cancellation);
        await WriteAsync(zip, "files.txt", NamesAsync, cancellation);
        await WriteAsync(zip, "files.nul", DataAsync, cancellation);
        await WriteAsync(zip, "README.txt", ReadmeAsync, cancellation);
        await WriteAsync(zip, "send.sh", (stream, token) => ScriptAsync("send.sh", stream, token), cancellation, Executable);
        await WriteAsync(zip, "send.py", (stream, token) => ScriptAsync("send.py", stream, token), cancellation, Executable);
        return _files;
    }

    private async Task WriteAsync(
        ZipArchive zip, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation, int attributes = Plain)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = now;
        entry.ExternalAttributes = attributes;
        await using var stream = await entry.OpenAsync(cancellation);
        await write(stream, cancellation);
    }

    private async Task ManifestCsvAsync(Stream stream, CancellationToken cancellation)
    {
        await using var writer = Text(stream);
        await KitCsv.WriteAsync(writer, "no", "file_name", "size_bytes", "media_type", "error_code", "error_message", "verdict", "job_id");
        await foreach (var (row, details) in reader.ReadWithDetailsAsync(cancellation))
        {
            _files++;
            _bytes += row.SizeBytes ?? 0;
            AddLetters(row.FileName ?? "");
            var read = new FailureDetails(details);
            _groups.Add(row.ErrorCode, row.FileName, row.SizeBytes, read.Format, read.SupportedFormats);
            await KitCsv.WriteAsync(
                writer, Number(_files), row.FileName, row.SizeBytes is { } size ? Number(size) : null, row.MediaType, row.ErrorCode, row.ErrorMessage,
                KitReadme.Verdict(advisor.For(row, details).Verdict), row.JobId);
        }
    }

    private async Task ManifestJsonAsync(Stream stream, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true });
        json.WriteStartObject();
        json.WriteNumber("format", 1);
        json.WriteString("kit", _kit);
        json.WriteString("batch_id", reader.Batch.Id.Value);
        json.WriteString("batch_name", Sound(reader.Batch.Name));
        json.WriteString("collection", Collection);
        json.WriteString("base_url", baseUrl.AbsoluteUri);
        json.WriteString("made_at", now);
        json.WriteNumber("max_files", Wickson.BatchLimits.Files);
        json.WriteNumber("max_bytes", Wickson.BatchLimits.Bytes);
        json.WriteStartArray("files");
        var number = 0L;
        await foreach (var row in reader.ReadAsync(cancellation))
        {
            json.WriteStartObject();
            json.WriteNumber("no", ++number);
            json.WriteString("file_name", Sound(row.FileName));
            if (row.SizeBytes is { } size)
            {
                json.WriteNumber("size_bytes", size);
            }

            json.WriteString("media_type", Sound(row.MediaType));
            json.WriteString("error_code", Sound(row.ErrorCode));
            json.WriteString("error_message", Sound(row.ErrorMessage));
            json.WriteString("job_id", Sound(row.JobId));
            json.WriteString("job", row.Key);
            json.WriteEndObject();
            if (json.BytesPending > FlushAt)
            {
                await json.FlushAsync(cancellation);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A script of bash cannot compose letters itself.
    private void AddLetters(string name)
    {
        if (Ascii.IsValid(name))
        {
            return;
        }

        foreach (var letter in StoredText.Compose(name).EnumerateRunes().Where(rune => !rune.IsAscii).Select(rune => rune.ToString()))
        {
            if (letter.Normalize(NormalizationForm.FormD) is var decomposed && decomposed != letter)
            {
                _letters.TryAdd(decomposed, letter);
            }
        }
    }

    /// <summary>One name a line; a name with a line break in it is written as JSON, so that it stays one line.</summary>
    private async Task NamesAsync(Stream stream, CancellationToken cancellation)
    {
        await using var writer = Text(stream);
        await foreach (var row in reader.ReadAsync(cancellation))
        {
            var name = row.FileName ?? "";
            await writer.WriteAsync(name.Any(char.IsControl) || name.StartsWith('"') ? JsonSerializer.Serialize(Sound(name)) : name);
            await writer.WriteAsync('\n');
        }
    }

    /// <summary>
    /// For send.sh: base address, collection, the kit's own id, the batch, the number of letters that can be written in two ways with
    /// both of them, decomposed and composed, then the job and the name of every file, each ended by a NUL, which no file name on a disk
    /// can hold.
    /// </summary>
    private async Task DataAsync(Stream stream, CancellationToken cancellation)
    {
        await using var writer = Text(stream);
        var letters = _letters.OrderByDescending(letter => letter.Key.Length).SelectMany(letter => (string[])[letter.Key, letter.Value]);
        foreach (var text in (string[])[baseUrl.AbsoluteUri, Collection, _kit, reader.Batch.Id.Value, Number(_letters.Count), .. letters])
        {
            await EndedAsync(text);
        }

        await foreach (var row in reader.ReadAsync(cancellation))
        {
            await EndedAsync(row.Key);
            await EndedAsync(row.FileName ?? "");
        }

        async Task EndedAsync(string text)
        {
            await writer.WriteAsync(text.Replace('\0', '\ufffd'));
            await writer.WriteAsync('\0');
        }
    }

    private async Task ReadmeAsync(Stream stream, CancellationToken cancellation)
    {
        await using var writer = Text(stream);
        var groups = _groups.Views(await reader.ResolutionsAsync(cancellation));
        await writer.WriteAsync(KitReadme.Write(reader.Batch, baseUrl, _files, _bytes, groups, advisor, now).AsMemory(), cancellation);
    }

    private static async Task ScriptAsync(string name, Stream target, CancellationToken cancellation)
    {
        await using var source = typeof(KitArchive).Assembly.GetManifestResourceStream("Kit." + name)
            ?? throw new InvalidOperationException($"The app was built without its file {name}.");
        await source.CopyToAsync(target, cancellation);
    }

    private string Collection => string.IsNullOrEmpty(reader.Batch.Collection) ? "default" : reader.Batch.Collection;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // A lone half of a character cannot be written as UTF-8.
    private static string? Sound(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static StreamWriter Text(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true);
}
