using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchDashboard.Export;

/// <summary>A JSON writer whose text goes out asynchronously, a buffer at a time, whatever is written through it.</summary>
internal sealed class JsonOutput : IAsyncDisposable
{
    private const int FlushAt = 128 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        // A file, never a part of a page: letters beyond ASCII stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly PipeWriter _pipe;

    /// <param name="target">Is left open.</param>
    public JsonOutput(Stream target)
    {
        _pipe = PipeWriter.Create(target, new StreamPipeWriterOptions(minimumBufferSize: FlushAt / 4, leaveOpen: true));
        Writer = new Utf8JsonWriter(_pipe, Options);
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>Call it after each value: sends when there is enough.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellation) =>
        Writer.BytesPending + _pipe.UnflushedBytes < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellation);

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await Writer.FlushAsync(cancellation);
        await _pipe.FlushAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _pipe.CompleteAsync();
    }
}
