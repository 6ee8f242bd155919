using System.Collections.Concurrent;

namespace BatchDashboard.Wickson;

/// <summary>
/// A whole body in a borrowed buffer. Read as it streams in, a page of ten thousand jobs would be scanned for its end again
/// and again, each time the serializer's buffer grows.
/// </summary>
internal sealed class BufferedBody : IDisposable
{
    private const int Smallest = 64 * 1024;

    // So many pages of a copy are on their way at once.
    private const int MostIdle = 4;

    // The framework's pool would keep megabytes for each of its threads, long after a copy has ended; these go with the
    // next collection that needs the room.
    private static readonly ConcurrentStack<WeakReference<byte[]>> Idle = [];

    private byte[] _buffer;
    private int _length;

    private BufferedBody(int size) => _buffer = Borrow(Math.Max(Smallest, size));

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
        Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private void Grow()
    {
        var larger = Borrow((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private static byte[] Borrow(int size)
    {
        // Pages of one copy are nearly of one size: a little room, and the next one fits as well.
        while (size > Smallest && Idle.TryPop(out var idle))
        {
            if (idle.TryGetTarget(out var buffer) && buffer.Length >= size)
            {
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(size + (size / 8L), Array.MaxLength));
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 2 * Smallest && Idle.Count < MostIdle)
        {
            Idle.Push(new WeakReference<byte[]>(buffer));
        }
    }
}
