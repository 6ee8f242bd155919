using System.Text.Json;

namespace BatchDashboard.Cache;

/// <summary>Where <c>error.details</c> stands in what is stored of a job beside its columns.</summary>
internal static class StoredDetails
{
    // Deeper than anything that is taken from the API or a file.
    private const int MaxDepth = 512;

    /// <param name="extras">JSON in UTF-8; empty for a job without any.</param>
    /// <param name="json">At the value of the details, whatever it is.</param>
    /// <returns>False when there are none.</returns>
    public static bool TryFind(ReadOnlySpan<byte> extras, out Utf8JsonReader json)
    {
        json = new Utf8JsonReader(extras, new JsonReaderOptions { MaxDepth = MaxDepth });
        return !extras.IsEmpty && json.Read() && Enter(ref json, "error"u8) && Enter(ref json, "details"u8);
    }

    // From the object at which the reader stands to the value of one of its members.
    private static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            json.Read();
            if (isIt)
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }
}
