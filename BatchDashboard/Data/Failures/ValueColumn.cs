using System.Runtime.InteropServices;
using System.Text;

namespace BatchDashboard.Data.Failures;

/// <summary>Texts of many rows as numbers: each different text is kept once. 0 is a row without one.</summary>
internal sealed class ValueColumn
{
    /// <summary>A longer text is cut: what differs only after it is one group.</summary>
    private const int Longest = 2_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string?> _texts = [null];
    private readonly List<int> _rows = [];
    private char[] _chars = new char[256];

    public ValueColumn() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of each row.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The text of each number.</summary>
    public IReadOnlyList<string?> Texts => _texts;

    public int Count => _rows.Count;

    /// <summary>Rows with a text.</summary>
    public long Filled { get; private set; }

    public void AddNone() => _rows.Add(0);

    public void AddNone(int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            _rows.Add(0);
        }
    }

    /// <summary>UTF-8 as the database holds it.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        if (_chars.Length < utf8.Length)
        {
            _chars = new char[utf8.Length];
        }

        return Add(_chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, _chars)));
    }

    public int Add(ReadOnlySpan<char> text)
    {
        if (text.Length > Longest)
        {
            text = text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
        }

        if (!_lookup.TryGetValue(text, out var number))
        {
            number = _texts.Count;
            var kept = text.ToString();
            _numbers.Add(kept, number);
            _texts.Add(kept);
        }

        _rows.Add(number);
        Filled++;
        return number;
    }
}
