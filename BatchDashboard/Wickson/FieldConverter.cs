using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BatchDashboard.Wickson;

/// <summary>Makes the converter for each <see cref="Field{T}"/>.</summary>
public sealed class FieldConverterFactory : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Field<>);

    /// <inheritdoc />
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(
            typeof(FieldConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]));
}

/// <summary>Reads whatever stands there, and writes back what was read.</summary>
internal sealed class FieldConverter<T> : JsonConverter<Field<T>>
{
    public override bool HandleNull => true;

    public override Field<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader, options);

    /// <summary>Reads the value at which the reader stands.</summary>
    public static Field<T> ReadValue(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Field<T>.Null;
        }

        if (typeof(T) == typeof(DateTimeOffset) && UsualTime.TryRead(ref reader, out var time))
        {
            return (Field<T>)(object)Field<DateTimeOffset>.Of(time);
        }

        if (FitsExactly(ref reader))
        {
            var start = reader;
            try
            {
                return Field<T>.Of(ReadFitting(ref reader, options));
            }
            catch (Exception cause) when (cause is JsonException or InvalidOperationException)
            {
                // The value has the right shape and a wrong content (half a surrogate pair): keep it as it came.
                reader = start;
            }
        }

        var raw = JsonElement.ParseValue(ref reader);
        if (SoundJson.TryMend(raw, out var mended))
        {
            return ReadMended(mended, options);
        }

        return TryConvert(raw, out var value) ? Field<T>.Of(value, raw) : Field<T>.Unreadable(raw);
    }

    private static T ReadFitting(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (typeof(T) == typeof(string))
        {
            return (T)(object)reader.GetString()!;
        }

        if (typeof(T) == typeof(long) && reader.TryGetInt64(out var number))
        {
            return (T)(object)number;
        }

        if (typeof(T) == typeof(double))
        {
            return (T)(object)reader.GetDouble();
        }

        return typeof(T) == typeof(List<Job>) ? (T)(object)JobConverter.ReadList(ref reader, options) : JsonSerializer.Deserialize(ref reader, InfoOf(options))!;
    }

    private static Field<T> ReadMended(JsonElement mended, JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(
            JsonMarshal.GetRawUtf8Value(mended), new JsonReaderOptions { MaxDepth = options.MaxDepth });
        reader.Read();
        return ReadValue(ref reader, options);
    }

    private static JsonTypeInfo<T> InfoOf(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    public override void Write(Utf8JsonWriter writer, Field<T> value, JsonSerializerOptions options)
    {
        if (value.Raw is { } raw)
        {
            // Letter by letter as it came; WriteTo would choose other escapes.
            writer.WriteRawValue(raw.GetRawText(), skipInputValidation: true);
        }
        else if (value is { HasValue: true, Value: DateTimeOffset time } && UsualTime.Holds(time))
        {
            writer.WriteStringValue(UsualTime.Write(time));
        }
        else if (value.HasValue)
        {
            JsonSerializer.Serialize(writer, value.Value, InfoOf(options));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>True when the token is of the documented type, so that nothing of it is lost in reading.</summary>
    private static bool FitsExactly(ref Utf8JsonReader reader)
    {
        var token = reader.TokenType;
        if (typeof(T) == typeof(JsonElement))
        {
            return true;
        }

        if (typeof(T) == typeof(string))
        {
            return token == JsonTokenType.String;
        }

        // The usual form was read before. A time without an offset means UTC in the API; the stock converter would take it as local, so TryConvert reads times.
        if (typeof(T) == typeof(DateTimeOffset))
        {
            return false;
        }

        if (typeof(T) == typeof(long))
        {
            return token == JsonTokenType.Number;
        }

        // A double gives back 15 digits for certain; a longer number keeps its text, as does one beyond the double's range.
        if (typeof(T) == typeof(double))
        {
            return token == JsonTokenType.Number && reader.ValueSpan.Length <= 15 && reader.TryGetDouble(out var number) && double.IsFinite(number);
        }

        if (typeof(T) == typeof(bool))
        {
            return token is JsonTokenType.True or JsonTokenType.False;
        }

        return typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(List<>)
            ? token == JsonTokenType.StartArray
            : token == JsonTokenType.StartObject;
    }

    private static bool TryConvert(JsonElement raw, out T value)
    {
        object? converted = null;
        if (typeof(T) == typeof(string) && raw.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        {
            converted = raw.GetRawText();
        }
        else if (typeof(T) == typeof(long))
        {
            converted = ToLong(raw);
        }
        else if (typeof(T) == typeof(double)
            && double.TryParse(ScalarText(raw), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
        {
            converted = number;
        }
        else if (typeof(T) == typeof(DateTimeOffset) && raw.ValueKind == JsonValueKind.String)
        {
            converted = ToTime(raw.GetString()!);
        }

        value = converted is T ready ? ready : default!;
        return converted is T;
    }

    private static DateTimeOffset? ToTime(string text) =>
        HasYear(text) && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
        && !UsualTime.IsUnset(time)
            ? time
            : null;

    // The framework fills a missing year or day with today's, which would make a time of day a wrong date.
    private static bool HasYear(string text)
    {
        var digits = 0;
        foreach (var character in text)
        {
            digits = char.IsAsciiDigit(character) ? digits + 1 : 0;
            if (digits == 4)
            {
                return true;
            }
        }

        return false;
    }

    private static long? ToLong(JsonElement raw) =>
        decimal.TryParse(ScalarText(raw), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.Truncate(number) is >= long.MinValue and <= long.MaxValue and var whole
            ? (long)whole
            : null;

    private static string? ScalarText(JsonElement raw) => raw.ValueKind switch
    {
        JsonValueKind.Number => raw.GetRawText(),
        JsonValueKind.String => raw.GetString(),
        _ => null,
    };
}
