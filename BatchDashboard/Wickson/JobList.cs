using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>
/// The jobs of a page. A page may have ten thousand of them, and a copy many pages, so those in the usual form
/// are kept as a few bytes each, and become objects only when they are asked for.
/// </summary>
[JsonConverter(typeof(JobListConverter))]
public sealed class JobList : IReadOnlyList<Field<JobResult>>
{
    // Small enough for the collector to treat as any other object.
    private const int BlockSize = 64 * 1024;
    private const int MostWords = 64;
    private const int Room = 16 * 1024;

    private readonly List<int> _places = [];
    private readonly List<byte[]> _blocks = [];
    private readonly List<Field<JobResult>> _others = [];
    private readonly List<string> _words = [];
    private readonly List<byte[]> _utf8Words = [];
    private int _used = BlockSize;

    private JobList()
    {
    }

    /// <summary>A page without jobs.</summary>
    public static JobList Empty { get; } = new();

    public int Count => _places.Count;

    public Field<JobResult> this[int index] => TryGetPlain(index, out var job) ? Field<JobResult>.Of(job.ToJob()) : _others[~_places[index]];

    /// <summary>The job where the page holds it; false when it is in another form than the usual one.</summary>
    public bool TryGetPlain(int index, out PlainJob job)
    {
        var place = _places[index];
        if (place < 0)
        {
            job = default;
            return false;
        }

        var bytes = _blocks[place / BlockSize].AsSpan(place % BlockSize);
        var numbers = MemoryMarshal.Read<PlainNumbers>(bytes);
        job = new PlainJob(numbers, bytes.Slice(Unsafe.SizeOf<PlainNumbers>(), numbers.TextLength), _words);
        return true;
    }

    public IEnumerator<Field<JobResult>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads the list at which the reader stands, and ends at its last token.</summary>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    internal static JobList Read(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var jobs = new JobList();
        var room = new byte[Room];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader;
            var plain = new PlainJobReader(room);
            if (!plain.TryRead(ref reader) || !jobs.TryAdd(plain))
            {
                reader = start;
                jobs._places.Add(~jobs._others.Count);
                jobs._others.Add(FieldConverter<JobResult>.ReadValue(ref reader, options));
            }
        }

        jobs.Trim();
        return jobs;
    }

    // A page of fifty is kept for a while, and fills a small part of a block.
    private void Trim()
    {
        if (_blocks.Count > 0)
        {
            _blocks[^1] = _blocks[^1][.._used];
            _used = BlockSize;
        }
    }

    // False when it is larger than what is worth to be kept so.
    private bool TryAdd(scoped in PlainJobReader job)
    {
        var numbers = job.Numbers;
        var length = Unsafe.SizeOf<PlainNumbers>() + numbers.TextLength;
        if (length > BlockSize
            || !TryFindWord(job.MediaType, out numbers.MediaType) || !TryFindWord(job.Status, out numbers.Status)
            || !TryFindWord(job.ErrorCode, out numbers.ErrorCode))
        {
            return false;
        }

        if (_used + length > BlockSize)
        {
            if (_blocks.Count == int.MaxValue / BlockSize)
            {
                return false;
            }

            _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockSize));
            _used = 0;
        }

        var bytes = _blocks[^1].AsSpan(_used, length);
        MemoryMarshal.Write(bytes, numbers);
        job.CopyTexts(bytes[Unsafe.SizeOf<PlainNumbers>()..]);
        _places.Add(((_blocks.Count - 1) * BlockSize) + _used);
        _used += length;
        return true;
    }

    // Types, states and codes are few, and the same text each time.
    private bool TryFindWord(ReadOnlySpan<byte> utf8, out byte number)
    {
        for (number = 0; number < _words.Count; number++)
        {
            if (utf8.SequenceEqual(_utf8Words[number]))
            {
                return true;
            }
        }

        if (number == MostWords)
        {
            return false;
        }

        _words.Add(Encoding.UTF8.GetString(utf8));
        _utf8Words.Add(utf8.ToArray());
        return true;
    }
}

/// <summary>Writes the jobs as the list that they came as.</summary>
internal sealed class JobListConverter : JsonConverter<JobList>
{
    public override JobList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartArray ? JobList.Read(ref reader, options) : throw new JsonException("A list of jobs is none.");

    public override void Write(Utf8JsonWriter writer, JobList value, JsonSerializerOptions options)
    {
        var job = (JsonConverter<Field<JobResult>>)options.GetConverter(typeof(Field<JobResult>));
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++)
        {
            job.Write(writer, value[i], options);
        }

        writer.WriteEndArray();
    }
}
