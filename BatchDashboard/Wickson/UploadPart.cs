using System.Globalization;

namespace BatchDashboard.Wickson;

/// <summary>One file's share of an upload: takes exactly the bytes that were announced, in pieces whose arrival shows that it moves.</summary>
internal sealed class UploadPart(Stream wire, long size, Action moved) : Stream
{
    // Small enough that a slow line shows progress well within a time-out.
    private const int Piece = 64 * 1024;

    private readonly long _size = size;
    private long _left = size;
    private volatile bool _closed;

    /// <summary>The connection failed, and not the file.</summary>
    public bool WireFailed { get; private set; }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _size;

    public override long Position
    {
        get => _size - _left;
        set => throw new NotSupportedException();
    }

    /// <exception cref="UploadSizeException">The file ended early.</exception>
    public void End()
    {
        if (_left > 0)
        {
            throw new UploadSizeException(string.Create(CultureInfo.InvariantCulture, $"it ended after {_size - _left:N0} of {_size:N0} bytes"));
        }
    }

    /// <summary>Whoever still writes is too late.</summary>
    public override void Close() => _closed = true;

    /// <exception cref="UploadSizeException">The file goes on after its announced size; nothing of the rest is sent.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Length);
        while (buffer.Length > 0)
        {
            var piece = buffer[..Math.Min(Piece, buffer.Length)];
            try
            {
                await wire.WriteAsync(piece, cancellationToken);
            }
            catch
            {
                WireFailed = true;
                throw;
            }

            moved();
            buffer = buffer[piece.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Take(count);
        try
        {
            wire.Write(buffer, offset, count);
        }
        catch
        {
            WireFailed = true;
            throw;
        }

        moved();
    }

    public override void Flush()
    {
    }

    // The connection flushes when its buffer is full and at the end; whoever copies a file need not wait for the network.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(int count)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (count > _left)
        {
            throw new UploadSizeException(string.Create(CultureInfo.InvariantCulture, $"it is longer than the {_size:N0} bytes that were announced"));
        }

        _left -= count;
    }
}

/// <summary>A file was longer or shorter than announced. Its message continues "could not be sent: ".</summary>
internal sealed class UploadSizeException(string message) : IOException(message);
