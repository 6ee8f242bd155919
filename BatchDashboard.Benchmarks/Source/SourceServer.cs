using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Benchmarks.Source;

/// <summary>
/// A lean results API: <c>GET /v1/batches/batch-bench-N/results</c> has N jobs. It grants 10,000 jobs a page and makes
/// them faster than anybody stores them, so that a copy of it measures the copying.
/// </summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private const int MaxPageSize = 10_000;
    private const int FlushAt = 256 * 1024;

    private readonly ConcurrentDictionary<string, Lazy<SourceBatch?>> _batches = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _requests;
    private long _uploaded;

    private SourceServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/v1/batches/{id}/results", AnswerAsync);
        _app.MapPost("/v1/batches", TakeAsync);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Bytes of all new batches so far, their forms included.</summary>
    public long UploadedBytes => Volatile.Read(ref _uploaded);

    /// <param name="port">0 for any that is free.</param>
    public static async Task<SourceServer> StartAsync(int port, CancellationToken cancellation)
    {
        var server = new SourceServer();
        server._app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await server._app.StartAsync(cancellation);
        server.Url = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>Jobs a second that are made when nobody reads them.</summary>
    public static double MeasureSpeed(int jobs)
    {
        var buffer = new byte[SourceJob.MaxBytes];
        var begun = Stopwatch.GetTimestamp();
        var bytes = 0L;
        for (var index = 0L; index < jobs; index++)
        {
            var target = new Utf8Target(buffer);
            new SourceJob(index).Write(ref target);
            bytes += target.Length;
        }

        Debug.Assert(bytes > 0, "The work must not be left out.");
        return jobs / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>Makes what is said of a batch as a whole, so that the first request for it does not wait.</summary>
    public SourceBatch Prepare(long jobs) => Find(SourceBatch.Id(jobs))!;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private SourceBatch? Find(string id) => _batches.GetOrAdd(id, key => new Lazy<SourceBatch?>(() => SourceBatch.Find(key))).Value;

    // A new batch is counted and forgotten.
    private async Task TakeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FlushAt);
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            Interlocked.Add(ref _uploaded, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        var id = string.Create(CultureInfo.InvariantCulture, $"batch-new-{Interlocked.Increment(ref _requests)}");
        await context.Response.WriteAsJsonAsync(new { success = true, data = new { batch_id = id } }, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, string id)
    {
        Interlocked.Increment(ref _requests);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = "1000000";
        headers["X-RateLimit-Remaining"] = "999999";
        headers["X-RateLimit-Reset"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (Find(id) is not { } batch)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsJsonAsync(
                new { success = false, error = new { code = "not_found_error", message = "Batch not found" } }, context.RequestAborted);
            return;
        }

        var page = Math.Max(1, Number(context.Request.Query["page"], 1));
        var size = (int)Math.Clamp(Number(context.Request.Query["page_size"], 50), 1, MaxPageSize);
        context.Response.ContentType = "application/json";
        await WriteAsync(context.Response.BodyWriter, batch, page, size, context.RequestAborted);
    }

    private static async Task WriteAsync(PipeWriter body, SourceBatch batch, long page, int size, CancellationToken cancellation)
    {
        body.Write("{\"success\":true,\"message\":\"Batch results retrieved successfully\",\"data\":{"u8);
        body.Write(batch.Head);
        body.Write(",\"job_results\":["u8);
        var first = (page - 1) * size;
        var end = Math.Min(first + size, batch.Jobs);
        for (var index = first; index < end;)
        {
            index = WriteJobs(body, first, index, end);
            await body.FlushAsync(cancellation);
        }

        body.Write("],"u8);
        body.Write(batch.Tail);
        WritePagination(body, batch, page, size);
        await body.FlushAsync(cancellation);
    }

    private static long WriteJobs(PipeWriter body, long first, long index, long end)
    {
        for (var written = 0; index < end && written < FlushAt; index++)
        {
            var target = new Utf8Target(body.GetSpan(SourceJob.MaxBytes));
            if (index > first)
            {
                target.Put(","u8);
            }

            new SourceJob(index).Write(ref target);
            body.Advance(target.Length);
            written += target.Length;
        }

        return index;
    }

    private static void WritePagination(PipeWriter body, SourceBatch batch, long page, int size)
    {
        var target = new Utf8Target(body.GetSpan(SourceJob.MaxBytes));
        target.Put(",\"pagination\":{\"page\":"u8);
        target.Number(page);
        target.Put(",\"page_size\":"u8);
        target.Number(size);
        target.Put(",\"total_items\":"u8);
        target.Number(batch.Jobs);
        target.Put(",\"total_pages\":"u8);
        target.Number(Math.Max(1, (batch.Jobs + size - 1) / size));
        target.Put("}},\"metadata\":{\"request_id\":\"req-bench\"}}"u8);
        body.Advance(target.Length);
    }

    private static long Number(string? text, long standard) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
}
