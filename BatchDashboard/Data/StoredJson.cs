using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>JSON as the database keeps it: what was never understood is written as it came.</summary>
public static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new(WicksonJson.Default.Options)
    {
        // Stored, never put into a page: escaping every letter beyond ASCII would only make it longer.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Info<T>());
        return Encoding.UTF8.GetString(bytes);
    }

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize(json, Info<T>()) ?? throw new JsonException("A stored value is null.");

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
