using System.Text.Json;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Export;

/// <summary>
/// Jobs of a batch as the API answers with them, on one page, with every field that it sent: importing the file gives the
/// same batch. One with some of the jobs only says so in <c>metadata.export</c>, and is not imported.
/// </summary>
public static class ResultsJson
{
    /// <param name="target">Is left open.</param>
    /// <param name="written">Is told how many jobs are written, now and then.</param>
    public static async Task WriteAsync(
        JobsExport export, DateTimeOffset now, Stream target, Action<long> written, CancellationToken cancellation)
    {
        var header = await export.HeaderAsync(cancellation);
        var data = header.Data.Value ?? new ResultsData();
        await using var output = new JsonOutput(target);
        var json = output.Writer;
        var rest = JsonSerializer.SerializeToElement(Placed(header, data, export, now), WicksonJson.Default.ResultsBody);
        json.WriteStartObject();
        foreach (var member in rest.EnumerateObject())
        {
            if (member.NameEquals("data"u8) && member.Value.ValueKind == JsonValueKind.Object)
            {
                json.WriteStartObject("data"u8);
                foreach (var part in member.Value.EnumerateObject().Where(part => part.NameEquals("batch_summary"u8)))
                {
                    part.WriteTo(json);
                }

                await WriteJobsAsync(output, export, written, cancellation);
                foreach (var part in member.Value.EnumerateObject().Where(part => !part.NameEquals("batch_summary"u8)))
                {
                    part.WriteTo(json);
                }

                json.WriteEndObject();
            }
            else
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
        await output.FlushAsync(cancellation);
    }

    private static async Task WriteJobsAsync(JsonOutput output, JobsExport export, Action<long> written, CancellationToken cancellation)
    {
        var json = output.Writer;
        json.WriteStartArray("job_results"u8);
        var count = 0L;
        await foreach (var block in export.ReadAsync(inApiOrder: export.IsWhole, cancellation))
        {
            for (var i = 0; i < block.Count; i++)
            {
                JobConverter.WriteJob(json, block[i].Job);
                await output.FlushIfFullAsync(cancellation);
            }

            count += block.Count;
            written(count);
        }

        json.WriteEndArray();
    }

    // One page that holds all there is. Where the API announced more jobs than it sent, the page has room for them: with a
    // smaller one the file would seem to lack pages.
    private static ResultsBody Placed(ResultsBody header, ResultsData data, JobsExport export, DateTimeOffset now)
    {
        var pagination = (data.Pagination.Value ?? new Pagination()) with
        {
            Page = Field<long>.Of(1),
            PageSize = Field<long>.Of(Math.Max(1, export.Announced)),
            TotalItems = Field<long>.Of(export.Announced),
            TotalPages = Field<long>.Of(1),
        };
        var body = header with { Data = Field<ResultsData>.Of(data with { Pagination = Field<Pagination>.Of(pagination), JobResults = default }) };
        return export.IsWhole ? body : body with { Metadata = Field<ResponseMetadata>.Of(Marked(body.Metadata.Value, export, now)) };
    }

    private static ResponseMetadata Marked(ResponseMetadata? metadata, JobsExport export, DateTimeOffset now)
    {
        var extra = new Dictionary<string, JsonElement>(metadata?.Extra ?? [], StringComparer.Ordinal)
        {
            [ExportMark.Member] = ExportMark.Of(export, now),
        };
        return (metadata ?? new ResponseMetadata()) with { Extra = extra };
    }
}
