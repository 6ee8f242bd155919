using System.Buffers;
using System.Text;

namespace BatchDashboard.Cache.Failures;

/// <summary>
/// What messages of one kind share: a message without what differs from file to file. Names, paths, ids, quoted texts and
/// numbers become ‹file›, ‹path›, ‹id›, ‹text› and ‹n›; formats such as <c>.xlsx</c>, and words, stay.
/// </summary>
public static class MessagePattern
{
    private const int LongestMessage = 2_000;
    private const int LongestQuote = 200;
    private const int LongestUnit = 3;
    private const int ShortestMixedId = 6;
    private const int LongestEnding = 5;

    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\f\v\u00a0");
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“«`'‘");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> HexLetters = SearchValues.Create("abcdefABCDEF-");

    private const string Before = "([{<\"'“‘„«";
    private const string After = ")]}>\"'”’»,.;:!?";

    /// <param name="message">Any text.</param>
    /// <param name="fileName">Of the failed file, which its message may name.</param>
    public static string Of(string message, string? fileName)
    {
        var text = message.Length > LongestMessage ? StoredText.Clean(message[..LongestMessage]) + "…" : message;
        text = WithoutName(text, fileName);
        var pattern = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (char.IsWhiteSpace(rest[0]))
            {
                rest = rest.TrimStart();
                pattern.Append(pattern.Length > 0 && !rest.IsEmpty ? " " : "");
            }
            else if (Quote(rest) is var quoted and > 0)
            {
                pattern.Append("‹text›");
                rest = rest[quoted..];
            }
            else
            {
                var end = rest.IndexOfAny(Spaces);
                var word = end < 0 ? rest : rest[..Math.Max(1, end)];
                word = BeforeInnerQuote(word);
                Append(pattern, word);
                rest = rest[word.Length..];
            }
        }

        return pattern.ToString();
    }

    private static string WithoutName(string text, string? fileName)
    {
        if (string.IsNullOrWhiteSpace(fileName) || fileName.Length > LongestMessage)
        {
            return text;
        }

        var bare = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        text = text.Replace(fileName, "‹file›", StringComparison.Ordinal);
        return bare.Length < 3 ? text : text.Replace(bare, "‹file›", StringComparison.Ordinal);
    }

    // The length of a quoted text at the start, or 0. An apostrophe opens one only here, at the start of a word.
    private static int Quote(ReadOnlySpan<char> text)
    {
        var closing = text[0] switch
        {
            '"' => '"',
            '\'' => '\'',
            '`' => '`',
            '“' => '”',
            '‘' => '’',
            '«' => '»',
            _ => '\0',
        };
        if (closing == '\0')
        {
            return 0;
        }

        var within = text[1..Math.Min(text.Length, LongestQuote)];
        for (var from = 0; from < within.Length;)
        {
            var at = within[from..].IndexOf(closing);
            if (at < 0)
            {
                return 0;
            }

            at += from;
            if (at + 1 >= within.Length || !char.IsLetterOrDigit(within[at + 1]))
            {
                return at + 2;
            }

            from = at + 1;
        }

        return 0;
    }

    // name="a b" and (“a b”): the quote that begins inside a word may go on after a space.
    private static ReadOnlySpan<char> BeforeInnerQuote(ReadOnlySpan<char> word)
    {
        var at = word.Length < 2 ? -1 : word[1..].IndexOfAny(Quotes);
        return at < 0 || char.IsLetterOrDigit(word[at]) ? word : word[..(at + 1)];
    }

    private static void Append(StringBuilder pattern, ReadOnlySpan<char> word)
    {
        var core = word.TrimStart(Before).TrimEnd(After);
        if (core.IsEmpty || Mask(core) is not { } mask)
        {
            pattern.Append(word);
            return;
        }

        var start = word.Length - word.TrimStart(Before).Length;
        pattern.Append(word[..start]).Append(mask).Append(word[(start + core.Length)..]);
    }

    private static string? Mask(ReadOnlySpan<char> word)
    {
        // key=value and key:value keep their key.
        var sign = word.IndexOfAny('=', ':');
        var isAddress = sign > 0 && (word[sign..].StartsWith("://", StringComparison.Ordinal) || word[sign..].StartsWith(@":\", StringComparison.Ordinal));
        if (sign > 0 && sign < word.Length - 1 && char.IsLetter(word[0]) && !isAddress)
        {
            return IsWord(word[..sign]) && Mask(word[(sign + 1)..]) is { } value ? string.Concat(word[..(sign + 1)], value) : null;
        }

        var slashes = word.Count('/') + word.Count('\\');
        if (word.Contains('‹'))
        {
            return slashes > 0 ? "‹path›" : null;
        }

        if (slashes > 0)
        {
            return slashes > 1 || word[0] is '/' or '\\' || Ending(word) || HasDigit(word) ? "‹path›" : null;
        }

        return Ending(word) ? "‹file›"
            : !HasDigit(word) ? LooksHex(word) ? "‹id›" : null
            : Number(word) ?? (IsId(word) ? "‹id›" : null);
    }

    private static bool IsWord(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsLetter(letter) && letter is not ('_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasDigit(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (char.IsDigit(letter))
            {
                return true;
            }
        }

        return false;
    }

    // A name with an ending: something before the dot, a short ending with a letter in it after it.
    private static bool Ending(ReadOnlySpan<char> word)
    {
        var dot = word.LastIndexOf('.');
        var ending = word[(dot + 1)..];
        if (dot < 2 || ending.Length is < 2 or > LongestEnding || !char.IsAsciiLetter(ending[0]) || Number(word) is not null)
        {
            return false;
        }

        foreach (var letter in ending)
        {
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                return false;
            }
        }

        return true;
    }

    // 12, 1,200.5, 3.8.1, 12:30:00, 2026-11-27, 45%, 12.5MB, 0x1f, -3
    private static string? Number(ReadOnlySpan<char> word)
    {
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && word.Length > 2 && !word[2..].ContainsAnyExcept(HexDigits))
        {
            return "‹n›";
        }

        var at = word[0] is '-' or '+' or '~' or '#' or '±' ? 1 : 0;
        if (at >= word.Length || !char.IsDigit(word[at]))
        {
            return null;
        }

        while (at < word.Length && (char.IsDigit(word[at]) || word[at] is '.' or ',' or ':' or '-' or '_' or '/' or '+'))
        {
            at++;
        }

        // A time as the API writes it.
        if (at < word.Length - 1 && word[at] == 'T' && char.IsDigit(word[at + 1]))
        {
            return "‹n›";
        }

        var unit = word[at..];
        foreach (var letter in unit)
        {
            if (!char.IsLetter(letter) && letter is not ('%' or '°'))
            {
                return null;
            }
        }

        return unit.Length <= LongestUnit ? string.Concat("‹n›", unit) : null;
    }

    // Letters and digits together: job_12, vec-7f3a, a UUID, a hash.
    private static bool IsId(ReadOnlySpan<char> word)
    {
        foreach (var letter in word)
        {
            if (!char.IsLetterOrDigit(letter) && letter is not ('-' or '_' or '.' or ':' or '#'))
            {
                return false;
            }
        }

        return word.ContainsAny('-', '_', '#') || word.Length >= ShortestMixedId;
    }

    private static bool LooksHex(ReadOnlySpan<char> word) =>
        word.Length >= 16 && !word.ContainsAnyExcept(HexLetters);
}
