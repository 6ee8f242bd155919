using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>Writes an order into the index, chunk by chunk.</summary>
internal sealed class OrderWriter(CacheReader reader, long snapshot, IndexOrder order) : IOrderSink
{
    private readonly int[] _ordinals = new int[IndexTable.ChunkSize];
    private readonly int[] _codes = new int[IndexTable.ChunkSize];
    private int _count;
    private int _chunk;
    private long _valued;

    public void Add(int ordinal, int code, bool isMissing, ReadOnlySpan<byte> key)
    {
        (_ordinals[_count], _codes[_count]) = (ordinal, code);
        _count++;
        _valued += isMissing ? 0 : 1;
        if (_count == IndexTable.ChunkSize)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left, and how many jobs have a value.</summary>
    public void End()
    {
        Flush();
        Span<byte> valued = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(valued, _valued);
        IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedOrdinals + (int)order, IndexTable.Header, valued);
    }

    private void Flush()
    {
        if (_count > 0)
        {
            IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedOrdinals + (int)order, _chunk, CodeBlob.Ordinals(_ordinals.AsSpan(0, _count)));
            IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedCodes + (int)order, _chunk, CodeBlob.Write(_codes.AsSpan(0, _count)));
            _chunk++;
            _count = 0;
        }
    }
}

/// <summary>Keeps an order in memory, for a copy that still fills.</summary>
internal sealed class OrderList : IOrderSink
{
    public List<int> Ordinals { get; } = [];

    public List<int> Codes { get; } = [];

    public int Valued { get; private set; }

    public void Add(int ordinal, int code, bool isMissing, ReadOnlySpan<byte> key)
    {
        Ordinals.Add(ordinal);
        Codes.Add(code);
        Valued += isMissing ? 0 : 1;
    }

    public ReadOnlySpan<int> OrdinalsOf(int chunk) => Part(Ordinals, chunk);

    public ReadOnlySpan<int> CodesOf(int chunk) => Part(Codes, chunk);

    private static ReadOnlySpan<int> Part(List<int> list, int chunk)
    {
        var first = chunk * IndexTable.ChunkSize;
        return CollectionsMarshal.AsSpan(list)[first..Math.Min(list.Count, first + IndexTable.ChunkSize)];
    }
}

/// <summary>Finds the jobs whose id another job before them has, by the hashes of the ids.</summary>
internal sealed class RepeatFinder : IOrderSink
{
    /// <summary>So many are remembered; of more only the number is known.</summary>
    public const int MostRemembered = 100_000;

    private readonly byte[] _last = new byte[sizeof(long)];
    private bool _any;

    public List<int> Ordinals { get; } = [];

    /// <summary>Different ids.</summary>
    public long Distinct { get; private set; }

    public long Repeats { get; private set; }

    public void Add(int ordinal, int code, bool isMissing, ReadOnlySpan<byte> key)
    {
        if (isMissing)
        {
            return;
        }

        if (_any && key.SequenceEqual(_last))
        {
            Repeats++;
            if (Ordinals.Count < MostRemembered)
            {
                Ordinals.Add(ordinal);
            }

            return;
        }

        _any = true;
        Distinct++;
        key.CopyTo(_last);
    }
}
