using System.Buffers;
using System.Text;

namespace BatchDashboard.Cache.Index;

/// <summary>The columns of one chunk, made of its rows.</summary>
internal sealed class ChunkColumns
{
    private const string Rows =
        """
        SELECT key, group_no, file_name, job_id, media_id, size_bytes, created_at, completed_at, error_message
        FROM jobs WHERE key >= ?1 AND key < ?2 ORDER BY key
        """;

    private readonly int[] _codes = new int[IndexTable.ChunkSize];
    private readonly byte[] _sizes = new byte[IndexTable.ChunkSize];
    private readonly byte[] _durations = new byte[IndexTable.ChunkSize];
    private readonly TextColumn _names = new();
    private readonly TextColumn _jobIds = new();
    private readonly TextColumn _mediaIds = new();
    private readonly TextColumn _errors = new();
    private int _places;

    /// <summary>Reads the rows of the chunk. An object serves one chunk after another.</summary>
    public void Read(CacheReader reader, long snapshot, int chunk, JobGroups groups)
    {
        Clear();
        var first = (long)chunk * IndexTable.ChunkSize;
        var rows = reader.Prepare(Rows).Bind(1, JobKey.Of(snapshot, first)).Bind(2, JobKey.Of(snapshot, first + IndexTable.ChunkSize));
        while (rows.Step())
        {
            Skip((int)(JobKey.Ordinal(rows.Long(0)) - first));
            Add(rows, groups);
        }

        rows.Reset();
    }

    public void Write(CacheReader reader, long snapshot, int chunk)
    {
        foreach (var kind in (IndexKind[])[IndexKind.Codes, IndexKind.Names, IndexKind.JobIds, IndexKind.MediaIds, IndexKind.Errors, IndexKind.Sizes, IndexKind.Durations])
        {
            IndexTable.Write(reader, snapshot, (int)kind, chunk, Of(kind));
        }
    }

    public ReadOnlySpan<byte> Of(IndexKind kind) => kind switch
    {
        IndexKind.Codes => CodeBlob.Write(_codes.AsSpan(0, _places)),
        IndexKind.Names => _names.Bytes,
        IndexKind.JobIds => _jobIds.Bytes,
        IndexKind.MediaIds => _mediaIds.Bytes,
        IndexKind.Errors => _errors.Bytes,
        IndexKind.Sizes => _sizes.AsSpan(0, _places),
        IndexKind.Durations => _durations.AsSpan(0, _places),
        _ => [],
    };

    private void Clear()
    {
        _places = 0;
        _names.Clear();
        _jobIds.Clear();
        _mediaIds.Clear();
        _errors.Clear();
    }

    /// <summary>Places where no job stands.</summary>
    private void Skip(int until)
    {
        for (; _places < until; _places++)
        {
            _codes[_places] = _sizes[_places] = _durations[_places] = 0;
            _names.End();
            _jobIds.End();
            _mediaIds.End();
            _errors.End();
        }
    }

    private void Add(Statement row, JobGroups groups)
    {
        var group = groups[(int)row.Long(1)];
        _codes[_places] = group.Number + 1;
        _sizes[_places] = Bins.Of(row.LongOrNull(5));
        _durations[_places] = Bins.Of(row.LongOrNull(7) - row.LongOrNull(6));
        _names.Add(row.Bytes(2));
        _names.End();
        _jobIds.Add(row.Bytes(3));
        _jobIds.End();
        _mediaIds.Add(row.Bytes(4));
        _mediaIds.End();
        if (group.IsError)
        {
            _errors.Add(Encoding.UTF8.GetBytes(group.ErrorCode ?? ""));
            _errors.Add("\n"u8);
            _errors.Add(row.Bytes(8));
        }

        _errors.End();
        _places++;
    }

    /// <summary>Folded texts with a NUL before the first and after each.</summary>
    private sealed class TextColumn
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public TextColumn() => End();

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public void Clear()
        {
            _bytes.ResetWrittenCount();
            End();
        }

        public void Add(ReadOnlySpan<byte> utf8) => FoldedText.Write(utf8, _bytes);

        public void End()
        {
            _bytes.GetSpan(1)[0] = 0;
            _bytes.Advance(1);
        }
    }
}
