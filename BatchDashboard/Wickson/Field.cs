using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchDashboard.Wickson;

/// <summary>
/// One value of an API body as it came. A value of the expected type is in <see cref="Value"/>; one of another type
/// stays in <see cref="Raw"/> and is written back unchanged, so that a broken field never hides its neighbours.
/// </summary>
/// <typeparam name="T">The type that the API's reference documents for the field.</typeparam>
[JsonConverter(typeof(FieldConverterFactory))]
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Factories read best on the type they make.")]
public readonly record struct Field<T>
{
    /// <summary>The value, or the type's default when it is missing, null or of another type.</summary>
    public T? Value { get; private init; }

    /// <summary>What was sent, when it differs from what <see cref="Value"/> would be written as.</summary>
    public JsonElement? Raw { get; private init; }

    /// <summary>Whether the field was sent at all, null included.</summary>
    public bool IsPresent { get; private init; }

    /// <summary>Whether there is a usable value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool HasValue { get; private init; }

    /// <summary>A field that was sent as <c>null</c>.</summary>
    public static Field<T> Null { get; } = new() { IsPresent = true };

    /// <summary>The value as text for a reader: the value's own, else the raw JSON, else null.</summary>
    public string? Text => HasValue
        ? Convert.ToString(Value, CultureInfo.InvariantCulture)
        : Raw?.GetRawText();

    /// <summary>A field with a value of the documented type.</summary>
    public static Field<T> Of(T value) => new() { Value = value, HasValue = true, IsPresent = true };

    /// <summary>A field whose value came in another type but can be read, e.g. a number sent as a string.</summary>
    public static Field<T> Of(T value, JsonElement raw) => Of(value) with { Raw = raw };

    /// <summary>A field whose value cannot be read as the documented type.</summary>
    public static Field<T> Unreadable(JsonElement raw) => new() { Raw = raw, IsPresent = true };

    /// <summary>Null as a field that was not sent; anything else as its value.</summary>
    public static Field<T> From(T? value) => value is null ? default : Of(value);
}
