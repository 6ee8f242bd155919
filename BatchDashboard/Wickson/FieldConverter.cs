using System.Globalization;
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

    public override Field<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Field<T>.Null;
        }

        if (FitsExactly(reader.TokenType))
        {
            var start = reader;
            try
            {
                var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
                return Field<T>.Of(JsonSerializer.Deserialize(ref reader, info)!);
            }
            catch (JsonException)
            {
                // The value has the right shape and a wrong content (a date that is none): keep it as it came.
                reader = start;
            }
        }

        var raw = JsonElement.ParseValue(ref reader);
        return TryConvert(raw, out var value) ? Field<T>.Of(value, raw) : Field<T>.Unreadable(raw);
    }

    public override void Write(Utf8JsonWriter writer, Field<T> value, JsonSerializerOptions options)
    {
        if (value.Raw is { } raw)
        {
            raw.WriteTo(writer);
        }
        else if (value.HasValue)
        {
            JsonSerializer.Serialize(writer, value.Value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static bool FitsExactly(JsonTokenType token)
    {
        if (typeof(T) == typeof(JsonElement))
        {
            return true;
        }

        if (typeof(T) == typeof(string))
        {
            return token == JsonTokenType.String;
        }

        // A time without an offset means UTC in the API; the stock converter would take it as local, so TryConvert reads times.
        if (typeof(T) == typeof(DateTimeOffset))
        {
            return false;
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(double))
        {
            return token == JsonTokenType.Number;
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
        else if (typeof(T) == typeof(double) && raw.ValueKind == JsonValueKind.String
            && double.TryParse(raw.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
        {
            converted = number;
        }
        else if (typeof(T) == typeof(DateTimeOffset) && raw.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(
                raw.GetString(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time))
        {
            converted = time;
        }

        value = converted is T ready ? ready : default!;
        return converted is T;
    }

    private static long? ToLong(JsonElement raw)
    {
        var text = raw.ValueKind switch
        {
            JsonValueKind.Number => raw.GetRawText(),
            JsonValueKind.String => raw.GetString(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is >= long.MinValue and <= long.MaxValue
            ? (long)decimal.Truncate(number)
            : null;
    }
}
