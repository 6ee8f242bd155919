using System.Text;
using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data.Failures;

/// <summary>The values of <c>error.details</c> of many failures, a column for each key.</summary>
internal sealed class DetailColumns
{
    private const int MostKeys = 200;

    private readonly Dictionary<string, ValueColumn> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueColumn>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _rows;

    public DetailColumns() => _lookup = _columns.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Null when no failure has the key, in any case of letters. Rows beyond its end have none.</summary>
    public ValueColumn? Find(string key) => _columns.TryGetValue(key, out var column)
        ? column
        : _columns.FirstOrDefault(one => one.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The keys in the order in which they came, with the values of each.</summary>
    public IEnumerable<(string Key, ValueColumn Values)> All => _columns.Select(column => (column.Key, column.Value));

    /// <summary>The next failure, which has no details.</summary>
    public void AddNone() => _rows++;

    /// <summary>The next failure.</summary>
    /// <param name="raw">A whole job, as JSON in UTF-8; empty for one without details.</param>
    public void Add(ReadOnlySpan<byte> raw)
    {
        if (Job.TryFindDetails(raw, out var json) && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                Read(raw, ref json);
            }
        }

        _rows++;
    }

    private void Read(ReadOnlySpan<byte> raw, ref Utf8JsonReader json)
    {
        var column = Column(ref json);
        json.Read();
        if (column is null)
        {
            json.Skip();
            return;
        }

        // Of a name that stands there twice, the first value counts.
        var isRepeat = column.Count > _rows;
        column.AddNone(Math.Max(0, _rows - column.Count));
        Value(raw, ref json, isRepeat ? null : column);
    }

    private ValueColumn? Column(ref Utf8JsonReader json)
    {
        Span<char> name = stackalloc char[256];
        if ((json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) > name.Length)
        {
            return null;
        }

        int length;
        try
        {
            length = json.CopyString(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text that a filter could name.
            return null;
        }

        if (!_lookup.TryGetValue(name[..length], out var column) && _columns.Count < MostKeys)
        {
            var key = name[..length].ToString();
            _columns.Add(key, column = new ValueColumn());
        }

        return column;
    }

    // Texts, numbers and truth values as they are, an object as its JSON: two that are written alike are alike.
    private static void Value(ReadOnlySpan<byte> raw, ref Utf8JsonReader json, ValueColumn? column)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                column?.AddNone();
                break;
            case JsonTokenType.String when json.ValueIsEscaped:
                column?.Add(Unescaped(ref json));
                break;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var start = (int)json.TokenStartIndex;
                var isList = json.TokenType == JsonTokenType.StartArray;
                json.Skip();
                var written = raw[start..(int)json.BytesConsumed];
                column?.Add(isList ? List(written) : Encoding.UTF8.GetString(written));
                break;
            default:
                column?.Add(json.ValueSpan);
                break;
        }
    }

    // A list of plain values as they are read; one with anything else in it as its JSON.
    private static string List(ReadOnlySpan<byte> written)
    {
        var values = new List<string>();
        var json = new Utf8JsonReader(written);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.Null)
            {
                return Encoding.UTF8.GetString(written);
            }

            values.Add(json.ValueIsEscaped ? Unescaped(ref json) : Encoding.UTF8.GetString(json.ValueSpan));
        }

        return string.Join(", ", values);
    }

    private static string Unescaped(ref Utf8JsonReader json)
    {
        try
        {
            return SoundText.Clean(json.GetString() ?? "");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: as it was written.
            return Encoding.UTF8.GetString(json.ValueSpan);
        }
    }
}
