using System.Text;
using System.Text.Json;
using BatchDashboard.Export;
using BatchDashboard.Wickson;

namespace BatchDashboard.Import;

/// <summary>
/// Reads saved results: a page as the API sent it, its <c>data</c> alone, an array of pages, or pages line by line.
/// </summary>
internal static class ResultsFile
{
    /// <summary>All pages of the file, or none: a file is taken whole.</summary>
    /// <exception cref="ImportException">It is no results file, with a sentence that says why.</exception>
    public static IReadOnlyList<ResultsBody> Read(ReadOnlySpan<byte> content)
    {
        var bytes = WithoutMark(content);
        CheckJson(bytes);
        var pages = new List<ResultsBody>();
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = SoundJson.MaxBodyDepth });
        try
        {
            while (reader.Read())
            {
                ReadValue(ref reader, pages);
            }
        }
        catch (JsonException exception)
        {
            throw new ImportException("The file is JSON, but not in the form of batch results.", exception);
        }

        return pages.Count > 0 ? pages : throw new ImportException("The file holds no page of results.");
    }

    private static void ReadValue(ref Utf8JsonReader reader, List<ResultsBody> pages)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            pages.Add(ReadPage(ref reader));
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            pages.Add(ReadPage(ref reader));
        }
    }

    private static ResultsBody ReadPage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ImportException("The file is JSON, but not batch results: a page is an object.");
        }

        var start = reader;
        var body = JsonSerializer.Deserialize(ref reader, WicksonJson.Default.ResultsBody)!;
        if (!body.Data.IsPresent && body.Extra is { } extra && (extra.ContainsKey("batch_summary") || extra.ContainsKey("job_results")))
        {
            reader = start;
            body = new ResultsBody { Data = Field<ResultsData>.Of(JsonSerializer.Deserialize(ref reader, WicksonJson.Default.ResultsData)!) };
        }

        return Checked(body);
    }

    private static ResultsBody Checked(ResultsBody body)
    {
        if (body is { Success: { HasValue: true, Value: false }, Data.HasValue: false })
        {
            throw new ImportException($"The file is an error answer of Wickson, not results: {body.Message.Text ?? "it has no message"}");
        }

        if (body.Data.Value is not { } data || !data.BatchSummary.HasValue || !data.JobResults.HasValue)
        {
            throw new ImportException("The file is JSON, but not batch results: batch_summary or job_results is missing.");
        }

        if (!BatchId.TryParse(data.BatchSummary.Value.BatchId.Value, out _))
        {
            throw new ImportException("The results do not say which batch they are of: batch_summary.batch_id is missing or no batch id.");
        }

        if (OfSomeJobs(body) is { } refusal)
        {
            throw refusal;
        }

        if (data.Pagination.Value is { Page: { HasValue: true, Value: < 1 or > int.MaxValue } } or { PageSize: { HasValue: true, Value: < 1 or > int.MaxValue } })
        {
            throw new ImportException("The results do not say which page they are: pagination has impossible numbers.");
        }

        return body;
    }

    // An export of some jobs would be taken for all of them. Null for any other file.
    private static ImportException? OfSomeJobs(ResultsBody body)
    {
        if (body.Metadata.Value?.Extra is not { } extra || !extra.TryGetValue(ExportMark.Member, out var mark) || mark.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var some = Count(mark, "total") is { } total && Count(mark, "jobs_in_batch") is { } all
            ? FormattableString.Invariant($"{total:N0} of the {all:N0} jobs of a batch")
            : "some of the jobs of a batch";
        return new ImportException($"The file is an export of {some}, and would be taken for all of them.")
        {
            Advice = "Export all jobs of the batch as JSON, and import that file.",
        };
    }

    private static long? Count(JsonElement mark, string name) =>
        mark.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : null;

    // A pass over the tokens alone tells a file that is no JSON from one that was cut off.
    private static void CheckJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new ImportException("The file is empty.");
        }

        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            throw new ImportException("The file is written in UTF-16, as by “>” in Windows PowerShell, and JSON is UTF-8.")
            {
                Advice = "Save it as UTF-8, or save the answer anew with “curl -o”, and import that file.",
            };
        }

        var options = new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = SoundJson.MaxBodyDepth };
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(options));
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new ImportException(
                FormattableString.Invariant($"The file is not JSON: line {(exception.LineNumber ?? 0) + 1} cannot be read."), exception);
        }

        // A number or a word at the very end stays unread in an unfinished block, but results never end with one.
        var isOpen = reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (isOpen || !bytes[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new ImportException(isOpen || bytes[0] is (byte)'{' or (byte)'['
                ? "The file is cut off: its JSON does not end."
                : "The file is not JSON results.");
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> content)
    {
        var mark = Encoding.UTF8.Preamble;
        return content.StartsWith(mark) ? content[mark.Length..] : content;
    }
}

/// <summary>A file was refused.</summary>
internal sealed class ImportException(string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>What to do, where it is not to save the results again.</summary>
    public string? Advice { get; init; }
}
