using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BatchDashboard.Wickson;

namespace BatchDashboard.Cache;

/// <summary>
/// JSON as the database keeps it: values that were never understood are written letter by letter as they came. The
/// stock writer refuses a string with half a surrogate pair, which is valid JSON and may stand in any file's name.
/// </summary>
public static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new(WicksonJson.Default.Options)
    {
        // Stored, never put into a page: escaping every letter beyond ASCII would only make it longer.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ElementConverter(), new FieldAsItCameFactory() },
    };

    public static string Write<T>(T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Info<T>());
        return Encoding.UTF8.GetString(bytes);
    }

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize(json, Info<T>()) ?? throw new JsonException("A stored value is null.");

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void WriteRaw(Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);

    private sealed class ElementConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => WriteRaw(writer, value);
    }

    private sealed class FieldAsItCame<T> : JsonConverter<Field<T>>
    {
        private readonly FieldConverter<T> _reader = new();

        public override bool HandleNull => true;

        public override Field<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            _reader.Read(ref reader, typeToConvert, options);

        public override void Write(Utf8JsonWriter writer, Field<T> value, JsonSerializerOptions options)
        {
            if (value.Raw is { } raw)
            {
                WriteRaw(writer, raw);
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
    }

    private sealed class FieldAsItCameFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Field<>);

        [SuppressMessage("Trimming", "IL2026", Justification = "The app is not trimmed.")]
        public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter?)Activator.CreateInstance(typeof(FieldAsItCame<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]));
    }
}
