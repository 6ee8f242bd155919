using System.Text;
using BatchDashboard.Results;
using CsvHelper;

namespace BatchDashboard.Export;

/// <summary>
/// Rows as CSV after RFC 4180: UTF-8, CRLF, a line of names first. It begins with a byte order mark, without which Excel
/// takes UTF-8 for the system's old code page; other readers skip it.
/// </summary>
public static class CsvFile
{
    private static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true };

    /// <param name="target">Is left open.</param>
    /// <param name="written">Is told how many rows are written, now and then.</param>
    public static async Task WriteAsync(Rows rows, Stream target, Action<long> written, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(target, Options, leaveOpen: true);
        csv.WriteHeader([.. rows.Columns]);
        var cells = new Cells(csv);
        var count = 0L;
        await foreach (var block in rows.BlocksAsync(cancellation))
        {
            for (var i = 0; i < block.Count; i++)
            {
                block.Write(i, cells);
                await csv.EndRecordAsync(cancellation);
            }

            count += block.Count;
            written(count);
        }

        await csv.FlushAsync(cancellation);
    }

    private sealed class Cells(CsvWriter csv) : ICells
    {
        private byte[] _shielded = new byte[4096];

        public void Text(string? value)
        {
            if (value is { Length: > 0 })
            {
                Utf8(Encoding.UTF8.GetBytes(value));
                return;
            }

            csv.WriteField(value);
        }

        public void Json(ReadOnlySpan<byte> utf8) => Utf8(utf8);

        public void Number(long? value) => csv.WriteField(value, default);

        public void Real(double? value) => csv.WriteField(value, "0.###");

        public void Time(DateTimeOffset? value)
        {
            if (value is { } time)
            {
                Span<byte> text = stackalloc byte[32];
                IsoTime.TryWrite(time, text, out var length);
                csv.WriteField(text[..length]);
                return;
            }

            csv.WriteField((string?)null);
        }

        private void Utf8(ReadOnlySpan<byte> utf8)
        {
            if (!SpreadsheetText.IsFormula(utf8))
            {
                csv.WriteField(utf8);
                return;
            }

            if (_shielded.Length <= utf8.Length)
            {
                _shielded = new byte[2 * utf8.Length];
            }

            _shielded[0] = SpreadsheetText.Shield;
            utf8.CopyTo(_shielded.AsSpan(1));
            csv.WriteField(_shielded.AsSpan(0, utf8.Length + 1));
        }
    }
}
