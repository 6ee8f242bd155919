using System.Data;
using System.Text;

namespace BatchDashboard.Export;

/// <summary>Shows rows to the writer of a workbook as the tables of a database, one sheet after another.</summary>
internal sealed class SheetReader : IDisposable
{
    /// <summary>Excel calls a file damaged that has a longer cell.</summary>
    public const int LongestCell = 32_767;

    private readonly Rows _rows;
    private readonly int _rowsOfSheet;
    private readonly Action<long> _written;
    private readonly CancellationToken _cancellation;
    private readonly IAsyncEnumerator<RowBlock> _blocks;
    private readonly Cells _cells;
    private RowBlock _block;
    private int _next;
    private long _count;

    public SheetReader(Rows rows, int rowsOfSheet, Action<long> written, CancellationToken cancellation)
    {
        (_rows, _rowsOfSheet, _written, _cancellation) = (rows, rowsOfSheet, written, cancellation);
        _blocks = rows.BlocksAsync(cancellation).GetAsyncEnumerator(cancellation);
        _cells = new Cells(rows.Columns.Count);
    }

    /// <summary>The rows where the sheet before it ends.</summary>
    public IDataReader NextSheet() => new Sheet(this);

    public void Dispose() => Wait(_blocks.DisposeAsync());

    private bool Read()
    {
        while (_next >= _block.Count)
        {
            _cancellation.ThrowIfCancellationRequested();
            _written(_count);
            var more = _blocks.MoveNextAsync();
            if (!(more.IsCompleted ? more.Result : more.AsTask().GetAwaiter().GetResult()))
            {
                return false;
            }

            (_block, _next) = (_blocks.Current, 0);
        }

        _cells.Begin();
        _block.Write(_next++, _cells);
        _count++;
        return true;
    }

    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    private sealed class Sheet(SheetReader all) : DataReader(all._rows.Columns)
    {
        private int _left = all._rowsOfSheet;

        public override bool Read() => _left-- > 0 && all.Read();

        // The writer takes a missing value for an empty cell, and the database's own null for a text.
        public override object GetValue(int i) => all._cells[i]!;
    }

    private sealed class Cells(int columns) : ICells
    {
        private static readonly DateTime Oldest = new(1900, 3, 1, 0, 0, 0, DateTimeKind.Utc);

        private readonly object?[] _values = new object?[columns];
        private int _column;

        public object? this[int column] => _values[column];

        public void Begin()
        {
            _column = 0;
            Array.Clear(_values);
        }

        public void Text(string? value) => Put(value is { Length: > LongestCell } ? string.Concat(value.AsSpan(0, LongestCell - 1), "…") : value);

        public void Json(ReadOnlySpan<byte> utf8) => Text(utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8));

        // A number of a cell has 15 digits: a longer one stays what it is as text.
        public void Number(long? value) => Put(value is > 999_999_999_999_999 or < -999_999_999_999_999
            ? value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : value);

        public void Real(double? value) => Put(value);

        // Excel knows no day before 1900, and takes that year for a leap year.
        public void Time(DateTimeOffset? value) => Put(value is { } time && time.UtcDateTime < Oldest ? IsoTime.Write(time) : value?.UtcDateTime);

        private void Put(object? value) => _values[_column++] = value;
    }
}
