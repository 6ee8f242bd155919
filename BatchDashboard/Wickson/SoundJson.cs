using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace BatchDashboard.Wickson;

/// <summary>
/// Reads free JSON so that it can always be written again. Bytes that are no UTF-8 and halves of surrogate pairs
/// (<c>"\ud800"</c>) pass the parser and fail every writer later, so they become U+FFFD here, at the border.
/// </summary>
internal sealed class SoundJsonConverter : JsonConverter<JsonElement>
{
    // A null here is the JSON null, not the absence of an element.
    public override bool HandleNull => true;

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        return SoundJson.TryMend(element, out var mended) ? mended : element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}

/// <summary>Mends JSON whose text is no Unicode, or that is nested too deeply.</summary>
internal static class SoundJson
{
    /// <summary>Levels that are kept of a free value, such as the details of an error.</summary>
    public const int MaxDepth = 100;

    /// <summary>Levels of a whole body; one with more is refused.</summary>
    public const int MaxBodyDepth = 10_000;

    /// <summary>For JSON that was read before, within the limits of its own reader.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = int.MaxValue };

    // Kept, never put into a page: escaping every letter beyond ASCII would only make it longer.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxBodyDepth };

    /// <summary>Stands for what is nested deeper than <see cref="MaxDepth"/>.</summary>
    private static ReadOnlySpan<byte> Note => "\"(nested deeper than 100 levels: left out)\""u8;

    /// <summary>Of any depth.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(string json) => JsonElement.Parse(json, Deep);

    /// <summary>Of any depth.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8) => JsonElement.Parse(utf8, Deep);

    /// <summary>The value at which the reader stands, mended and without white space. Ends at its last token.</summary>
    /// <param name="reader">At the value.</param>
    /// <param name="levels">That are kept of it.</param>
    /// <exception cref="JsonException">It is no sound JSON.</exception>
    public static string Text(ref Utf8JsonReader reader, int levels = MaxDepth)
    {
        var element = JsonElement.ParseValue(ref reader);
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, Plain))
        {
            (TryMend(element, out var mended, levels) ? mended : element).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    /// <summary>False when nothing has to be mended, which is the rule.</summary>
    public static bool TryMend(JsonElement element, out JsonElement mended, int levels = MaxDepth)
    {
        var isCut = TryCut(element, levels, out var cut);
        if (TryReplaceHalves(isCut ? cut : element, out mended))
        {
            return true;
        }

        mended = cut;
        return isCut;
    }

    private static bool TryCut(JsonElement element, int levels, out JsonElement cut)
    {
        cut = default;
        var utf8 = JsonMarshal.GetRawUtf8Value(element);
        if (utf8.Count((byte)'{') + utf8.Count((byte)'[') <= levels)
        {
            return false;
        }

        var kept = new ArrayBufferWriter<byte>(utf8.Length);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var from = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth == levels && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                kept.Write(utf8[from..(int)reader.TokenStartIndex]);
                kept.Write(Note);
                reader.Skip();
                from = (int)reader.BytesConsumed;
            }
        }

        kept.Write(utf8[from..]);
        cut = from == 0 ? default : Parse(kept.WrittenSpan);
        return from > 0;
    }

    private static bool TryReplaceHalves(JsonElement element, out JsonElement mended)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(element);
        var isUtf8 = Utf8.IsValid(utf8);
        mended = default;
        if (isUtf8 && utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0)
        {
            return false;
        }

        // The decoder replaces what is no UTF-8; what is left are the escapes.
        var text = Encoding.UTF8.GetString(utf8).ToCharArray();
        if (!ReplaceHalves(text) && isUtf8)
        {
            return false;
        }

        // The element was parsed once, within the limit of its own reader.
        using var document = JsonDocument.Parse(text.AsMemory(), Deep);
        mended = document.RootElement.Clone();
        return true;
    }

    private static bool ReplaceHalves(char[] text)
    {
        var replaced = false;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            var unit = EscapedUnit(text, i);
            if (unit is { } high && char.IsHighSurrogate(high) && EscapedUnit(text, i + 6) is { } low && char.IsLowSurrogate(low))
            {
                i += 11;
            }
            else if (unit is { } half && char.IsSurrogate(half))
            {
                (text[i + 2], text[i + 3], text[i + 4], text[i + 5]) = ('f', 'f', 'f', 'd');
                replaced = true;
                i += 5;
            }
            else
            {
                // Skips the escaped character, which may be a backslash itself.
                i++;
            }
        }

        return replaced;
    }

    private static char? EscapedUnit(char[] text, int at) =>
        at + 5 < text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
