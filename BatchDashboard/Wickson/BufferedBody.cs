using System.Buffers;

namespace BatchDashboard.Wickson;

/// <summary>
/// A whole body in a borrowed buffer. Read as it streams in, a page of ten thousand jobs would be scanned for its end again
/// and again, each time the serializer's buffer grows.
/// </summary>
internal sealed class BufferedBody : IDisposable
{
    private const int Smallest = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private BufferedBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, size));

    /// <summary>The body without a byte order mark.</summary>
    public ReadOnlySpan<byte> Utf8 => _buffer.AsSpan(0, _length).StartsWith("\uFEFF"u8) ? _buffer.AsSpan(3, _length - 3) : _buffer.AsSpan(0, _length);

    /// <param name="stream">Ends the reading itself when there is too much.</param>
    /// <param name="announced">The length that the server tells; null when it tells none.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BufferedBody> ReadAsync(Stream stream, long? announced, CancellationToken cancellation)
    {
        // One byte more, so that the end is seen without another buffer.
        var body = new BufferedBody((int)Math.Min(Math.Max(0, announced ?? 0) + 1, Array.MaxLength));
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation)) > 0)
            {
                body._length += read;
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
