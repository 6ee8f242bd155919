using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace BatchDashboard.Cache.Index;

/// <summary>Sorts the jobs of a snapshot by everything at once: one look at the rows, in memory for a million of them at most.</summary>
/// <param name="directory">For what does not fit into memory.</param>
/// <param name="time">The column that <see cref="SortKey.Completed"/> sorts by.</param>
/// <param name="text">The column that <see cref="SortKey.Name"/> sorts by.</param>
internal sealed class OrderBuilder(string directory, string time = "completed_at", string text = "file_name") : IDisposable
{
    private readonly string _rows =
        $"""
        SELECT key, group_no, size_bytes, {time}, completed_at - created_at, job_id, {text}
        FROM jobs WHERE key >= ?1 AND key < ?2 ORDER BY key
        """;

    private SortRun _run = new(0);
    private readonly Dictionary<SortKey, SortedFile> _files = [];
    private readonly ArrayBufferWriter<byte> _folded = new();

    /// <summary>Jobs that were read.</summary>
    public int Jobs { get; private set; }

    /// <summary>What was summed up on the way.</summary>
    public JobTotals Totals { get; } = new();

    /// <summary>Reads the rows. Then each key can be asked for once.</summary>
    public void Read(CacheReader reader, long snapshot, ReadOnlySpan<SortKey> keys, CancellationToken cancellation)
    {
        _run = new SortRun(CacheReader.Number(reader.Prepare("SELECT sum(jobs) FROM job_groups WHERE snapshot_key = ?1").Bind(1, snapshot)));
        var rows = reader.Prepare(_rows).Bind(1, JobKey.Of(snapshot, 0)).Bind(2, JobKey.End(snapshot));
        while (rows.Step())
        {
            if (_run.IsFull)
            {
                Spill(keys, cancellation);
            }

            var (ordinal, code) = ((int)JobKey.Ordinal(rows.Long(0)), (int)rows.Long(1) + 1);
            var (size, duration) = (rows.LongOrNull(2), rows.LongOrNull(4));
            var idHash = rows.IsNull(5) ? (long?)null : (long)XxHash3.HashToUInt64(rows.Bytes(5));
            _run.Add(ordinal, code, size, rows.LongOrNull(3), duration, idHash, Fold(rows.Bytes(6)), !rows.IsNull(6));
            Totals.Add(ordinal, code, size, duration);
            Jobs++;
        }

        rows.Reset();
        if (_files.Count > 0)
        {
            Spill(keys, cancellation);
            _run = new SortRun(0);
        }
    }

    /// <summary>Shows all jobs in the order of the key.</summary>
    public void Sort(SortKey key, IOrderSink sink, CancellationToken cancellation)
    {
        if (_files.TryGetValue(key, out var file))
        {
            file.Merge(sink, cancellation);
            return;
        }

        var (indexes, valued) = _run.Sort(key);
        Span<byte> number = stackalloc byte[sizeof(long)];
        for (var i = 0; i < indexes.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, key == SortKey.Name ? 0 : _run.Number(key, indexes[i]));
            sink.Add(_run.Ordinal(indexes[i]), _run.Code(indexes[i]), i >= valued, number);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void Spill(ReadOnlySpan<SortKey> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_files.TryGetValue(key, out var file))
            {
                _files[key] = file = new SortedFile(directory);
            }

            file.Add(_run, key);
        }

        _run.Clear();
    }

    private ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> name)
    {
        _folded.ResetWrittenCount();
        FoldedText.Write(name, _folded);
        return _folded.WrittenSpan;
    }
}
