using System.Globalization;
using BatchDashboard.Wickson;
using Microsoft.AspNetCore.WebUtilities;

namespace BatchDashboard.Queries;

/// <summary>
/// The one reader of query strings, for pages and endpoints. What cannot be used is never dropped silently: a page shows
/// <see cref="Notices"/>, an endpoint refuses with <see cref="Faults"/>. Names and words are read in any case of letters.
/// </summary>
public sealed class Parameters
{
    /// <summary>Characters of a value at most.</summary>
    public const int MaxLength = 300;

    private const int MaxNamed = 3;

    private readonly List<(string Sentence, string Instead)> _faults = [];
    private readonly Dictionary<string, string[]> _values;

    /// <param name="queryString">With or without its question mark; null for none.</param>
    /// <param name="names">The valid parameters.</param>
    /// <param name="own">Parameters that only the dashboard's own pages write: they are accepted and not named.</param>
    public Parameters(string? queryString, IReadOnlyList<string> names, params IReadOnlyList<string> own)
    {
        Names = names;
        _values = QueryHelpers.ParseQuery(queryString).ToDictionary(
            one => one.Key, one => one.Value.Select(value => value ?? "").ToArray(), StringComparer.OrdinalIgnoreCase);
        string[] unknown = [.. _values.Keys.Except([.. names, .. own], StringComparer.OrdinalIgnoreCase)];
        if (unknown.Length > 0)
        {
            var more = unknown.Length > MaxNamed ? FormattableString.Invariant($" or {unknown.Length - MaxNamed:N0} more") : "";
            Fault(
                $"There is no parameter {string.Join(", ", unknown.Take(MaxNamed).Select(Quote))}{more}. There are: {string.Join(", ", names)}.",
                unknown.Length == 1 ? "It was left out." : "They were left out.");
        }
    }

    /// <summary>The valid parameters.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A sentence for each thing that was left out or corrected.</summary>
    public IReadOnlyList<string> Notices => [.. _faults.Select(fault => $"{fault.Sentence} {fault.Instead}")];

    /// <summary>A sentence for each thing that cannot be used; none when everything can be.</summary>
    public IReadOnlyList<string> Faults => [.. _faults.Select(fault => fault.Sentence)];

    /// <summary>One value, which may be anything; empty when it is not given or cannot be used.</summary>
    /// <param name="mayBeEmpty">A form sends its empty boxes, too.</param>
    public string Text(string name, bool mayBeEmpty = false) =>
        Last(name) is { } value && !(mayBeEmpty && value.Length == 0) && IsUsable(name, value) ? value : "";

    /// <summary>Several values, which may be anything, without repeats.</summary>
    public IReadOnlyList<string> Texts(string name, int most = 20)
    {
        string[] usable = [.. Given(name).Where(value => IsUsable(name, value)).Distinct(StringComparer.Ordinal)];
        if (usable.Length > most)
        {
            Fault($"“{name}” can be given {most} times at most.", $"Using the first {most}.");
        }

        return usable.Length > most ? usable[..most] : usable;
    }

    /// <summary>What <c>q</c> looks for, without blanks around it; a form sends it empty, too.</summary>
    public string Search()
    {
        const int Most = JobQuery.MaxSearchLength;
        var text = (Last("q") ?? "").Trim();
        if (text.Length > Most)
        {
            Fault($"“q” has more than {Most} characters.", $"The first {Most} are looked for.");
            text = text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)].Trim();
        }

        return text.Length == 0 || IsUsable("q", text) ? text : "";
    }

    /// <summary>One of some words, as the list writes it; null when it is not given or not among them.</summary>
    /// <param name="instead">What is done on a page without it.</param>
    public string? Word(string name, IReadOnlyList<string> words, string instead = "It was left out.") =>
        Last(name) is { } value ? Word(name, value, words, instead) : null;

    /// <summary>Several of some words.</summary>
    public IReadOnlyList<string> Words(string name, IReadOnlyList<string> words) =>
        [.. Given(name).Select(value => Word(name, value, words, "It was left out.")).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>One of some numbers.</summary>
    public int Number(string name, IReadOnlyList<int> numbers, int without) =>
        Word(name, [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))], $"Using {without}.") is { } word
            ? int.Parse(word, CultureInfo.InvariantCulture)
            : without;

    /// <summary>The column and direction of <c>sort</c>; null for the order without it.</summary>
    public (string Column, bool Descending)? Sort(IReadOnlyList<string> columns)
    {
        if (Last("sort") is not { } value)
        {
            return null;
        }

        var descending = value.StartsWith('-');
        var column = columns.FirstOrDefault(one => one.Equals(descending ? value[1..] : value, StringComparison.OrdinalIgnoreCase));
        if (column is null)
        {
            Fault($"There is no column {Quote(value)} to sort by. There are: {string.Join(", ", columns)}; “-{columns[0]}” is descending.", "It was left out.");
        }

        return column is null ? null : (column, descending);
    }

    /// <summary>The number of a page, from 1.</summary>
    public int Page()
    {
        if (Last("page") is not { } value)
        {
            return 1;
        }

        if (int.TryParse(value, CultureInfo.InvariantCulture, out var page) && page >= 1)
        {
            return page;
        }

        Fault($"{Quote(value)} is not a page number: pages are numbered from 1.", "This is the first page.");
        return 1;
    }

    /// <summary>Says that a parameter cannot be combined with any other.</summary>
    public void Alone(string name, string why)
    {
        if (_values.ContainsKey(name) && Names.FirstOrDefault(other => _values.ContainsKey(other) && other != name) is { } other)
        {
            Fault($"“{other}” cannot be combined with “{name}”: {why}", "It was left out.");
        }
    }

    /// <summary>Notes what cannot be used; the same twice is noted once.</summary>
    /// <param name="sentence">What is wrong, and what there is.</param>
    /// <param name="instead">What a page does.</param>
    public void Fault(string sentence, string instead)
    {
        if (!_faults.Contains((sentence, instead)))
        {
            _faults.Add((sentence, instead));
        }
    }

    /// <summary>Text of a URL in a sentence.</summary>
    public static string Quote(string text) => $"“{PlainLine.Of(text, 40)}”";

    private string[] Given(string name) => _values.GetValueOrDefault(name, []);

    private string? Last(string name)
    {
        if (Given(name) is not [.., var last] given)
        {
            return null;
        }

        if (given.Length > 1)
        {
            Fault($"“{name}” can be given only once.", "Using the last one.");
        }

        return last;
    }

    private string? Word(string name, string value, IReadOnlyList<string> words, string instead)
    {
        var word = words.FirstOrDefault(one => one.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (word is null)
        {
            Fault($"{Quote(value)} is not a value of “{name}”. There are: {string.Join(", ", words)}.", instead);
        }

        return word;
    }

    private bool IsUsable(string name, string value)
    {
        var fault = value switch
        {
            _ when string.IsNullOrWhiteSpace(value) => $"“{name}” is empty: give it a value, or leave it out.",
            { Length: > MaxLength } => $"A value of “{name}” has more than {MaxLength} characters.",
            _ when value.Contains('\0', StringComparison.Ordinal) => $"A value of “{name}” has the character %00, which no value has.",
            _ => null,
        };
        if (fault is not null)
        {
            Fault(fault, "It was left out.");
        }

        return fault is null;
    }
}
