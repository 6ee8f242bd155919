using System.Globalization;
using BatchDashboard.Wickson;

namespace BatchDashboard.Results.Lookups;

/// <summary>The batch ids in a text that somebody pasted: a list, a column of a table, a JSON array.</summary>
/// <param name="Ids">Each once, in the order pasted.</param>
/// <param name="Repeated">Those of them that the text has more than once.</param>
/// <param name="Refused">What cannot be an id, each once.</param>
public sealed record PastedIds(IReadOnlyList<BatchId> Ids, IReadOnlyList<BatchId> Repeated, IReadOnlyList<string> Refused)
{
    private static readonly char[] Wrappers = [.. "\"'`´“”„‘’‚«»[](){}"];

    public static PastedIds Parse(string text)
    {
        var words = new string([.. text.Select(letter => IsSeparator(letter) ? ' ' : letter)])
            .Split(' ')
            .Select(word => word.Trim(Wrappers))
            .Where(word => word.Length > 0)
            .ToLookup(word => BatchId.TryParse(word, out _));
        var ids = words[true].GroupBy(word => word, StringComparer.Ordinal).ToList();
        return new PastedIds(
            ids.ConvertAll(id => BatchId.Parse(id.Key)),
            [.. ids.Where(id => id.Skip(1).Any()).Select(id => BatchId.Parse(id.Key))],
            [.. words[false].Distinct(StringComparer.Ordinal)]);
    }

    // Other programs paste marks that nobody sees.
    private static bool IsSeparator(char letter) => letter is ',' or ';' or '|'
        || char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;
}
