using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>
/// Tells which of the 64 chunks of a segment can hold a text, so that the others need not be read. For each of 65,536
/// buckets a bit for each chunk: set when the chunk has a run of bytes (a gram) that falls into the bucket. It may say yes
/// where the answer is no, never the reverse. Before them a bit for each byte that the segment holds at all.
/// </summary>
/// <param name="length">
/// Bytes of a gram: three for names, whose parts are words; five for ids, which are random letters, so that every chunk
/// has all short runs of them.
/// </param>
internal sealed class GramFilter(int length)
{
    /// <summary>Chunks of a segment.</summary>
    public const int SegmentChunks = 64;

    /// <summary>A segment with fewer chunks is read as fast as its filter.</summary>
    public const int FewestChunks = 8;

    private const int Buckets = 65536;
    private const int Presence = 4;

    private readonly ulong[] _words = new ulong[Presence + Buckets];

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    public static int GramOf(IndexKind column) => column == IndexKind.Names ? 3 : 5;

    public static IndexKind KindOf(IndexKind column) => column switch
    {
        IndexKind.Names => IndexKind.NameGrams,
        IndexKind.JobIds => IndexKind.JobIdGrams,
        _ => IndexKind.MediaIdGrams,
    };

    public void Add(int chunkOfSegment, ReadOnlySpan<byte> text)
    {
        var bit = 1UL << chunkOfSegment;
        Span<bool> seen = stackalloc bool[256];
        var buckets = _words.AsSpan(Presence, Buckets);
        var mask = Mask(length);
        var gram = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            seen[text[i]] = true;
            gram = ((gram << 8) | text[i]) & mask;
            if (i >= length - 1)
            {
                buckets[Bucket(gram)] |= bit;
            }
        }

        for (var value = 0; value < 256; value++)
        {
            if (seen[value])
            {
                _words[value >> 6] |= 1UL << (value & 63);
            }
        }
    }

    /// <summary>A bit for each chunk that may hold the text. An empty blob knows nothing, so all may.</summary>
    public static ulong Candidates(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> text, int length)
    {
        if (blob.IsEmpty)
        {
            return ulong.MaxValue;
        }

        foreach (var value in text)
        {
            if ((Word(blob, value >> 6) & (1UL << (value & 63))) == 0)
            {
                return 0;
            }
        }

        var (chunks, gram, mask) = (ulong.MaxValue, 0UL, Mask(length));
        for (var i = 0; i < text.Length && chunks != 0; i++)
        {
            gram = ((gram << 8) | text[i]) & mask;
            chunks &= i >= length - 1 ? Word(blob, Presence + Bucket(gram)) : ulong.MaxValue;
        }

        return chunks;
    }

    private static ulong Word(ReadOnlySpan<byte> blob, int index) => BinaryPrimitives.ReadUInt64LittleEndian(blob[(index * sizeof(ulong))..]);

    private static ulong Mask(int length) => (1UL << (8 * length)) - 1;

    private static int Bucket(ulong gram) => (int)((gram * 0x9E3779B97F4A7C15UL) >> 48);
}
