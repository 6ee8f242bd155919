using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BatchDashboard.Tests.Resolution.Resubmission;

/// <summary>A form whose first file stops coming in the middle.</summary>
internal sealed class StalledForm : HttpContent
{
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StalledForm() => Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=form");

    /// <summary>Ends when a part of the file was sent.</summary>
    public Task Stalled => _stalled.Task;

    public void GoOn() => _goOn.TrySetResult();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("--form\r\nContent-Disposition: form-data; name=\"0\"; filename=\"file\"\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(new byte[100_000], cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _stalled.TrySetResult();
        await _goOn.Task.WaitAsync(cancellationToken);
    }
}
