namespace BatchDashboard.Wickson;

/// <summary>The body of an answer, read up to a limit. Remembers enough of it to say what a body was that is no JSON.</summary>
internal sealed class LimitedStream(Stream inner, long limit) : Stream
{
    private long _count;

    /// <summary>The first byte that is no white space; null while there was none.</summary>
    public byte? FirstByte { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="BodyTooLargeException">The body goes on after the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Note(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Note(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _count += bytes.Length;
        if (_count > limit)
        {
            throw new BodyTooLargeException();
        }

        if (FirstByte is null && StartOfText(bytes) is >= 0 and var start)
        {
            FirstByte = bytes[start];
        }
    }

    // Skips a byte order mark along with the white space.
    private static int StartOfText(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
}

/// <summary>A body is larger than is allowed.</summary>
internal sealed class BodyTooLargeException() : IOException("The body is larger than is allowed.");
