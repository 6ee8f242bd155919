using System.Buffers.Binary;

namespace BatchDashboard.Cache.Index;

/// <summary>Sorted runs on the disk, for a batch with more jobs than are sorted in memory; merged as they are read.</summary>
internal sealed class SortedFile : IDisposable
{
    private const int BufferSize = 1 << 18;
    private const int HeadSize = 11;

    private readonly string _path;
    private readonly List<long> _starts = [];
    private readonly FileStream _file;

    public SortedFile(string directory)
    {
        _path = Path.Combine(directory, $"sort-{Guid.NewGuid():N}.tmp");
        _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.DeleteOnClose);
    }

    /// <summary>Adds a run: its entries in their order.</summary>
    public void Add(SortRun run, SortKey key)
    {
        _starts.Add(_file.Position);
        var (indexes, valued) = run.Sort(key);
        Span<byte> head = stackalloc byte[HeadSize];
        Span<byte> number = stackalloc byte[sizeof(long)];
        for (var i = 0; i < indexes.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, run.Number(key == SortKey.Name ? SortKey.Size : key, indexes[i]));
            number[0] ^= 0x80;
            var name = i >= valued ? [] : key == SortKey.Name ? run.Name(indexes[i]) : number;
            head[0] = i >= valued ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32LittleEndian(head[1..], run.Ordinal(indexes[i]));
            BinaryPrimitives.WriteInt32LittleEndian(head[5..], run.Code(indexes[i]));
            BinaryPrimitives.WriteUInt16LittleEndian(head[9..], (ushort)name.Length);
            _file.Write(head);
            _file.Write(name);
        }
    }

    /// <summary>Shows all entries in their order; of equal ones, the earlier run's first.</summary>
    public void Merge(IOrderSink sink, CancellationToken cancellation)
    {
        _file.Flush();
        var readers = _starts.Select((start, run) => new RunReader(_path, run, start, run + 1 < _starts.Count ? _starts[run + 1] : _file.Position)).ToList();
        try
        {
            var queue = new PriorityQueue<RunReader, RunReader>(Comparer<RunReader>.Create(RunReader.Compare));
            foreach (var reader in readers.Where(reader => reader.Next()))
            {
                queue.Enqueue(reader, reader);
            }

            for (var count = 0; queue.TryPeek(out var first, out _); count++)
            {
                if (count % IndexTable.ChunkSize == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                sink.Add(first.Ordinal, first.Code, first.IsMissing, first.Key);
                queue.Dequeue();
                if (first.Next())
                {
                    queue.Enqueue(first, first);
                }
            }
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What a killed process left behind. Another one may be sorting now, but not for a day.</summary>
    public static void RemoveLeftovers(string directory, DateTimeOffset now)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "sort-*.tmp").Where(file => File.GetLastWriteTimeUtc(file) < now.UtcDateTime.AddDays(-1)))
        {
            File.Delete(file);
        }
    }

    private sealed class RunReader(string path, int run, long start, long end) : IDisposable
    {
        private readonly FileStream _file = Open(path, start);
        private readonly byte[] _key = new byte[SortRun.LongestKey];
        private int _length;
        private long _at = start;

        public int Ordinal { get; private set; }

        public int Code { get; private set; }

        public bool IsMissing { get; private set; }

        public ReadOnlySpan<byte> Key => _key.AsSpan(0, _length);

        public bool Next()
        {
            if (_at >= end)
            {
                return false;
            }

            Span<byte> head = stackalloc byte[HeadSize];
            _file.ReadExactly(head);
            IsMissing = head[0] == 1;
            Ordinal = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
            Code = BinaryPrimitives.ReadInt32LittleEndian(head[5..]);
            _length = BinaryPrimitives.ReadUInt16LittleEndian(head[9..]);
            _file.ReadExactly(_key.AsSpan(0, _length));
            _at += HeadSize + _length;
            return true;
        }

        public static int Compare(RunReader one, RunReader other)
        {
            var order = one.IsMissing.CompareTo(other.IsMissing);
            order = order != 0 ? order : one.Key.SequenceCompareTo(other.Key);
            return order != 0 ? order : one.Run.CompareTo(other.Run);
        }

        public void Dispose() => _file.Dispose();

        private int Run => run;

        private static FileStream Open(string path, long start)
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize);
            file.Position = start;
            return file;
        }
    }
}

/// <summary>Takes jobs in an order, those without a value last.</summary>
internal interface IOrderSink
{
    /// <param name="key">Equal for jobs that are equal in this order; empty for one without a value.</param>
    void Add(int ordinal, int code, bool isMissing, ReadOnlySpan<byte> key);
}
