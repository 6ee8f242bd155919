using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>
/// Tells which of the 64 chunks of a segment can hold a text, so that the others need not be read. For each of 131,072
/// buckets a bit for each chunk: set when the chunk has five bytes in a row (a gram) that fall into the bucket. Shorter runs
/// would tell little: names end in numbers and ids are random letters, so that every chunk has all of them. Beside the
/// buckets stands a bit for each byte that the segment holds at all. The filter may say yes where the answer is no, never
/// the reverse.
/// </summary>
internal sealed class GramFilter
{
    /// <summary>Chunks of a segment.</summary>
    public const int SegmentChunks = 64;

    /// <summary>A segment with fewer chunks is read as fast as its filter.</summary>
    public const int FewestChunks = 8;

    private const int Gram = 5;
    private const int BucketBits = 17;

    // Stored in parts, so that a search reads a few kilobytes for each gram and not the whole filter.
    private const int PartSize = 1024;
    private const int Parts = (1 << BucketBits) / PartSize;
    private const int Entries = Parts + 1;

    private readonly ulong[] _buckets = new ulong[1 << BucketBits];
    private readonly ulong[] _presence = new ulong[4];

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
        var gram = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            seen[text[i]] = true;
            gram = Next(gram, text[i]);
            if (i >= Gram - 1)
            {
                _buckets[Bucket(gram)] |= bit;
            }
        }

        for (var value = 0; value < 256; value++)
        {
            if (seen[value])
            {
                _presence[value >> 6] |= 1UL << (value & 63);
            }
        }
    }

    public void Write(CacheReader reader, long snapshot, IndexKind column, int segment)
    {
        for (var part = 0; part < Parts; part++)
        {
            IndexTable.Write(
                reader, snapshot, (int)KindOf(column), (segment * Entries) + part, MemoryMarshal.AsBytes(_buckets.AsSpan(part * PartSize, PartSize)));
        }

        IndexTable.Write(reader, snapshot, (int)KindOf(column), (segment * Entries) + Parts, MemoryMarshal.AsBytes(_presence.AsSpan()));
    }

    /// <summary>A bit for each chunk of the segment that may hold the text; all where there is no filter.</summary>
    public static ulong Candidates(CacheReader reader, long snapshot, IndexKind column, int segment, ReadOnlySpan<byte> text)
    {
        var kind = (int)KindOf(column);
        var presence = IndexTable.Read(reader, snapshot, kind, (segment * Entries) + Parts);
        if (presence.IsEmpty)
        {
            return ulong.MaxValue;
        }

        foreach (var value in text)
        {
            if ((Word(presence, value >> 6) & (1UL << (value & 63))) == 0)
            {
                return 0;
            }
        }

        var (chunks, gram) = (ulong.MaxValue, 0UL);
        for (var i = 0; i < text.Length && chunks != 0; i++)
        {
            gram = Next(gram, text[i]);
            if (i >= Gram - 1)
            {
                var bucket = Bucket(gram);
                chunks &= Word(IndexTable.Read(reader, snapshot, kind, (segment * Entries) + (bucket / PartSize)), bucket % PartSize);
            }
        }

        return chunks;
    }

    private static ulong Next(ulong gram, byte value) => ((gram << 8) | value) & ((1UL << (8 * Gram)) - 1);

    private static int Bucket(ulong gram) => (int)((gram * 0x9E3779B97F4A7C15UL) >> (64 - BucketBits));

    private static ulong Word(ReadOnlySpan<byte> blob, int index) => BinaryPrimitives.ReadUInt64LittleEndian(blob[(index * sizeof(ulong))..]);
}
