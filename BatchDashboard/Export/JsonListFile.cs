using System.Text.Json;

namespace BatchDashboard.Export;

/// <summary>Rows of a list that the API has no shape for: <c>{"items": [{…}, …], "total": 2}</c>, members named like the columns.</summary>
public static class JsonListFile
{
    /// <param name="target">Is left open.</param>
    /// <param name="written">Is told how many rows are written, now and then.</param>
    public static async Task WriteAsync(Rows rows, Stream target, Action<long> written, CancellationToken cancellation)
    {
        await using var output = new JsonOutput(target);
        var json = output.Writer;
        var cells = new Cells(json, [.. rows.Columns.Select(name => JsonEncodedText.Encode(name))]);
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        var count = 0L;
        await foreach (var block in rows.BlocksAsync(cancellation))
        {
            for (var i = 0; i < block.Count; i++)
            {
                cells.Begin();
                block.Write(i, cells);
                json.WriteEndObject();
                await output.FlushIfFullAsync(cancellation);
            }

            count += block.Count;
            written(count);
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, count);
        json.WriteEndObject();
        await output.FlushAsync(cancellation);
    }

    private sealed class Cells(Utf8JsonWriter json, JsonEncodedText[] names) : ICells
    {
        private int _column;

        public void Begin()
        {
            _column = 0;
            json.WriteStartObject();
        }

        public void Text(string? value) => json.WriteString(Name(), value);

        public void Json(ReadOnlySpan<byte> utf8)
        {
            json.WritePropertyName(Name());
            if (utf8.IsEmpty)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteRawValue(utf8);
        }

        public void Number(long? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(Name(), number);
                return;
            }

            json.WriteNull(Name());
        }

        public void Real(double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(Name(), Math.Round(number, 3));
                return;
            }

            json.WriteNull(Name());
        }

        public void Time(DateTimeOffset? value) => Text(value is { } time ? IsoTime.Write(time) : null);

        private JsonEncodedText Name() => names[_column++];
    }
}
