using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatchDashboard.Cache.Index;

/// <summary>An order in memory: eight bytes a job.</summary>
/// <param name="jobs">How many there will be.</param>
internal sealed class OrderList(int jobs) : IOrderSink
{
    public List<int> Ordinals { get; } = new(jobs);

    public List<int> Codes { get; } = new(jobs);

    public int Valued { get; private set; }

    public void Add(int ordinal, int code, bool isMissing, ReadOnlySpan<byte> key)
    {
        Ordinals.Add(ordinal);
        Codes.Add(code);
        Valued += isMissing ? 0 : 1;
    }

    public int Chunks => IndexTable.Chunks(Ordinals.Count);

    /// <summary>Writes some chunks into the index; the first of them also how many jobs have a value.</summary>
    public void Write(CacheReader reader, long snapshot, IndexOrder order, int first, int end)
    {
        if (first == 0)
        {
            Span<byte> valued = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(valued, Valued);
            IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedOrdinals + (int)order, IndexTable.Header, valued);
        }

        for (var chunk = first; chunk < end; chunk++)
        {
            IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedOrdinals + (int)order, chunk, CodeBlob.Ordinals(OrdinalsOf(chunk)));
            IndexTable.Write(reader, snapshot, (int)IndexKind.OrderedCodes + (int)order, chunk, CodeBlob.Write(CodesOf(chunk)));
        }
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
    /// <summary>So many are remembered; of more, only their number is known.</summary>
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
