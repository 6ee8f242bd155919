using System.Runtime.InteropServices;
using System.Text;

namespace BatchDashboard.Cache;

/// <summary>
/// Some jobs of a copy as their rows hold them, packed: texts as UTF-8 one after another, and no object for a job. A block
/// is filled again and again, so it is good only until the next one is asked for.
/// </summary>
public sealed class JobBlock
{
    /// <summary>The most jobs that a block holds.</summary>
    public const int MostJobs = 2048;

    // Names of ordinary length fill less; a few very long texts must not make every block of the download as long.
    private const int UsualBytes = 512 * 1024;
    private const int MostKeptBytes = 4 * 1024 * 1024;

    private readonly Entry[] _entries = new Entry[MostJobs];
    private byte[] _texts = new byte[UsualBytes];
    private int _used;
    private JobGroups? _groups;
    private Func<long, bool> _isRepeat = _ => false;

    internal JobBlock()
    {
    }

    public int Count { get; private set; }

    internal bool IsFull => Count == MostJobs || _used >= UsualBytes;

    /// <param name="index">0-based, below <see cref="Count"/>.</param>
    public StoredJob this[int index] => new(_entries[index], _texts, _groups![_entries[index].Group], _isRepeat);

    internal void Begin(JobGroups groups, Func<long, bool> isRepeat)
    {
        (Count, _used, _groups, _isRepeat) = (0, 0, groups, isRepeat);
        if (_texts.Length > MostKeptBytes)
        {
            _texts = new byte[UsualBytes];
        }
    }

    /// <summary>Takes the row at which the statement stands: the columns of <see cref="BlockRows"/>.</summary>
    internal void Add(Statement row)
    {
        ref var entry = ref _entries[Count];
        entry.Ordinal = JobKey.Ordinal(row.Long(0));
        entry.Group = (int)row.Long(1);
        entry.Start = _used;
        entry.JobId = Take(row, 2);
        entry.MediaId = Take(row, 3);
        entry.FileName = Take(row, 4);
        entry.SizeBytes = row.LongOrNull(5);
        entry.CreatedAt = row.LongOrNull(6);
        entry.CompletedAt = row.LongOrNull(7);
        entry.ErrorMessage = Take(row, 8);
        entry.Shape = new JobShape(row.Long(9));
        entry.Extras = Take(row, 10);
        Count++;
    }

    // The length of the text, -1 for none.
    private int Take(Statement row, int column)
    {
        if (row.IsNull(column))
        {
            return -1;
        }

        var text = row.Bytes(column);
        if (_texts.Length - _used < text.Length)
        {
            Array.Resize(ref _texts, Math.Max(_texts.Length * 2, _used + text.Length));
        }

        text.CopyTo(_texts.AsSpan(_used));
        _used += text.Length;
        return text.Length;
    }

    [StructLayout(LayoutKind.Auto)]
    internal struct Entry
    {
        public long Ordinal;
        public int Group;
        public int Start;
        public int JobId;
        public int MediaId;
        public int FileName;
        public int ErrorMessage;
        public int Extras;
        public long? SizeBytes;
        public long? CreatedAt;
        public long? CompletedAt;
        public JobShape Shape;
    }
}

/// <summary>One job of a block. Texts are UTF-8 and empty where there is none.</summary>
public readonly ref struct StoredJob
{
    private readonly ref readonly JobBlock.Entry _entry;
    private readonly JobGroup _group;
    private readonly Func<long, bool> _isRepeat;

    internal StoredJob(in JobBlock.Entry entry, ReadOnlySpan<byte> texts, JobGroup group, Func<long, bool> isRepeat)
    {
        _entry = ref entry;
        _group = group;
        _isRepeat = isRepeat;
        texts = texts[entry.Start..];
        JobId = Cut(ref texts, entry.JobId);
        MediaId = Cut(ref texts, entry.MediaId);
        FileName = Cut(ref texts, entry.FileName);
        ErrorMessage = Cut(ref texts, entry.ErrorMessage);
        Extras = Cut(ref texts, entry.Extras);
    }

    /// <summary>0-based place in the API's order.</summary>
    public long Ordinal => _entry.Ordinal;

    /// <summary>Another job before it has the same job id.</summary>
    public bool IsRepeat => _isRepeat(_entry.Ordinal);

    public ReadOnlySpan<byte> JobId { get; }
    public ReadOnlySpan<byte> MediaId { get; }
    public ReadOnlySpan<byte> FileName { get; }
    public ReadOnlySpan<byte> ErrorMessage { get; }

    /// <summary>JSON of what no column holds; empty for most jobs.</summary>
    public ReadOnlySpan<byte> Extras { get; }

    public string? MediaType => _group.Sent.MediaType;
    public string? Status => _group.Sent.Status;
    public string? ErrorCode => _group.Sent.ErrorCode;

    /// <summary>The job failed, or has an error code.</summary>
    public bool IsError => _group.IsError;

    public long? SizeBytes => _entry.SizeBytes;

    /// <summary>Unix milliseconds.</summary>
    public long? CreatedAt => _entry.CreatedAt;

    /// <summary>Unix milliseconds.</summary>
    public long? CompletedAt => _entry.CompletedAt;

    public JobShape Shape => _entry.Shape;

    /// <summary>The same as objects, for a job that is not in the usual form.</summary>
    public (JobColumns Columns, string? Extras) Unpack() => (
        new JobColumns
        {
            JobId = Text(JobId, _entry.JobId),
            MediaId = Text(MediaId, _entry.MediaId),
            FileName = Text(FileName, _entry.FileName),
            MediaType = MediaType,
            Status = Status,
            SizeBytes = SizeBytes,
            CreatedAt = CreatedAt,
            CompletedAt = CompletedAt,
            ErrorCode = ErrorCode,
            ErrorMessage = Text(ErrorMessage, _entry.ErrorMessage),
            Shape = Shape,
        },
        Text(Extras, _entry.Extras));

    private static string? Text(ReadOnlySpan<byte> utf8, int length) => length < 0 ? null : Encoding.UTF8.GetString(utf8);

    private static ReadOnlySpan<byte> Cut(scoped ref ReadOnlySpan<byte> texts, int length)
    {
        var text = texts[..Math.Max(0, length)];
        texts = texts[text.Length..];
        return text;
    }
}
