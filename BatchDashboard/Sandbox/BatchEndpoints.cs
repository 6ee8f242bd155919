using System.Text.Json;

namespace BatchDashboard.Sandbox;

/// <summary>Results, status and state of a batch.</summary>
internal sealed class BatchEndpoints(SandboxCatalog catalog, TimeProvider time)
{
    /// <summary>What is read of the body of a state request; the API documents a few words.</summary>
    private const int MaxStateBytes = 64 * 1024;

    public Task ResultsAsync(HttpContext context)
    {
        var id = Id(context);
        if (!catalog.TryFind(id, out var batch))
        {
            return ErrorAnswers.NotFound(context, "Batch " + id);
        }

        return PageRequest.Read(context.Request.Query, 100, batch.MaxPageSize, out var wrong) is { } page
            ? SandboxWriter.ResultsAsync(context, batch, batch.At(time.GetUtcNow()), page)
            : ErrorAnswers.Invalid(context, wrong, $"{wrong} must be a positive integer");
    }

    public Task StatusAsync(HttpContext context)
    {
        var id = Id(context);
        if (!catalog.TryFind(id, out var batch))
        {
            return ErrorAnswers.NotFound(context, "Batch " + id);
        }

        var moment = batch.At(time.GetUtcNow());
        return SandboxWriter.DataAsync(context, "Batch status retrieved successfully", json =>
        {
            json.WriteString("batch_id", batch.Id);
            if (batch.Name is not null)
            {
                json.WriteString("batch_name", batch.Name);
            }

            json.WriteString("status", moment.Status);
            json.WriteStartObject("progress");
            json.WriteNumber("percentage", moment.Total == 0 ? 100 : SummaryWriter.Percent(moment.Rows, moment.Total));
            json.WriteNumber("completed", moment.Rows);
            json.WriteNumber("total", moment.Total);
            json.WriteEndObject();
            json.WriteStartObject("timing");
            if (!moment.IsFinal && moment.ExpectedEnd is { } end)
            {
                json.WriteString("estimated_completion", JobWriter.Time(end));
            }

            json.WriteEndObject();
        });
    }

    public async Task StateAsync(HttpContext context)
    {
        var id = Id(context);
        if (!catalog.TryFind(id, out var batch))
        {
            await ErrorAnswers.NotFound(context, "Batch " + id);
            return;
        }

        if (!await AsksToCancelAsync(context))
        {
            await ErrorAnswers.Invalid(context, "state", "Only cancel is supported");
            return;
        }

        var now = time.GetUtcNow();
        if (id == SampleBatch.BatchId)
        {
            // The reference cancels the very batch that it shows as completed; both are reproduced.
            await CancelledAsync(context, id, "running", new DateTimeOffset(2024, 12, 18, 12, 30, 0, TimeSpan.Zero), withMetadata: false);
        }
        else if (batch.TryCancel(now, out var previous))
        {
            await CancelledAsync(context, id, previous, now, withMetadata: true);
        }
        else
        {
            await ErrorAnswers.Conflict(context, id, batch.At(now).Status);
        }
    }

    private static Task CancelledAsync(HttpContext context, string id, string previous, DateTimeOffset at, bool withMetadata) =>
        SandboxWriter.DataAsync(
            context,
            "Batch cancelled successfully",
            json =>
            {
                json.WriteString("batch_id", id);
                json.WriteString("previous_state", previous);
                json.WriteString("current_state", "cancelled");
                json.WriteString("timestamp", JobWriter.Time(at));
            },
            withMetadata);

    /// <summary>The body is optional; where there is one it may only ask for what the API does.</summary>
    private static async Task<bool> AsksToCancelAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxStateBytes)
            {
                return false;
            }
        }

        if (body.Length == 0)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject()
                    .Where(member => member.Name is "state" or "action")
                    .All(member => member.Value.ValueKind == JsonValueKind.String
                        && member.Value.GetString() is "cancel" or "cancelled");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Id(HttpContext context) => (string)context.GetRouteValue("batchId")!;
}
