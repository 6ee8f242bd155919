using System.Globalization;
using BatchDashboard.Data;
using BatchDashboard.Lineage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>
/// <c>POST /resubmissions/{id}/batches/{number}</c>: the browser's files of one batch, one part each in the order of the plan,
/// streamed on to the API. <c>GET</c> tells where the batch stands. Both answer with JSON.
/// </summary>
public static class ResubmissionEndpoints
{
    private const int PieceBytes = 65_536;
    private const string Path = "/resubmissions/{id}/batches/{number:int}";

    public static void MapResubmissions(this WebApplication app)
    {
        app.MapPost(Path, SendAsync).DisableAntiforgery();
        app.MapGet(Path, TellAsync);
    }

    private static async Task<IResult> SendAsync(string id, int number, HttpContext http, BatchSender sender, CancellationToken aborted)
    {
        if (Boundary(http.Request) is not { } boundary)
        {
            return Told("The files must come as multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        }

        // A batch is larger than what the server takes otherwise. The plan has each file's size, and more than that is not read.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        try
        {
            var sent = await sender.SendAsync(id, number, new MultipartReader(boundary, http.Request.Body, PieceBytes), aborted);
            return sent switch
            {
                { Batch: null, Refusal: null } => NoSuch(),
                { Refusal: { } refusal } => Told(refusal, StatusCodes.Status409Conflict, sent.Batch, sent.GoesOn),
                { Batch: { } batch } => TypedResults.Json(Answer(batch, sent.GoesOn)),
                _ => NoSuch(),
            };
        }
        catch (DatabaseException exception)
        {
            return Told(exception.Message, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> TellAsync(string id, int number, BatchSender sender)
    {
        try
        {
            return await sender.FindAsync(id, number) is { } batch ? TypedResults.Json(Answer(batch, goesOn: true)) : NoSuch();
        }
        catch (DatabaseException exception)
        {
            return Told(exception.Message, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary
            ? boundary.Value
            : null;

    private static JsonHttpResult<BatchAnswer> NoSuch() => Told("There is no such batch to send.", StatusCodes.Status404NotFound);

    private static JsonHttpResult<BatchAnswer> Told(string sentence, int status, ResubmittedBatch? batch = null, bool goesOn = false) =>
        TypedResults.Json(new BatchAnswer(batch is null ? null : Word(batch.State), sentence, batch?.BatchId, goesOn), statusCode: status);

    private static BatchAnswer Answer(ResubmittedBatch batch, bool goesOn) => new(Word(batch.State), batch.Sentence, batch.BatchId, goesOn);

    private static string Word(ResubmittedBatchState state) => state.ToString().ToLower(CultureInfo.InvariantCulture);

    private sealed record BatchAnswer(string? State, string? Sentence, string? BatchId, bool GoesOn);
}
