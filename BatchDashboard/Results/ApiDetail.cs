using System.Text.Json;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results;

/// <summary>One member of the <c>details</c> of a failed answer, short enough for a page; nested values as one line of JSON.</summary>
public sealed record ApiDetail(string Name, string Value)
{
    private const int MaxShown = 12;
    private const int MaxName = 60;
    private const int MaxValue = 200;

    /// <param name="details">Without the API key. Anything but an object is one value without a name.</param>
    public static IReadOnlyList<ApiDetail> Of(JsonElement? details)
    {
        if (details is not { } value || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return [new("details", Text(value))];
        }

        var shown = value.EnumerateObject().Take(MaxShown).Select(member => new ApiDetail(PlainLine.Of(member.Name, MaxName), Text(member.Value)));
        var others = value.EnumerateObject().Skip(MaxShown).Count();
        return others == 0 ? [.. shown] : [.. shown, new("…", FormattableString.Invariant($"{others:N0} more"))];
    }

    private static string Text(JsonElement value) =>
        PlainLine.Of(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(), MaxValue);
}
