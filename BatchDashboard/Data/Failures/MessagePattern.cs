using System.Buffers;
using System.Text;
using BatchDashboard.Wickson;

namespace BatchDashboard.Data.Failures;

/// <summary>
/// What messages of one kind share: a message without what differs from file to file. Names, paths, ids, quoted texts and
/// numbers become ‹file›, ‹path›, ‹id›, ‹text› and ‹n›; formats such as <c>.xlsx</c>, and words, stay. So do the numbers that say
/// which error it is: those after HTTP, status, code, errno and exit, and hexadecimal ones such as 0x80070005 that are no place in a file or memory.
/// </summary>
public static class MessagePattern
{
    private const int LongestMessage = 2_000;
    private const int LongestQuote = 200;
    private const int LongestUnit = 3;
    private const int ShortestMixedId = 6;
    private const int LongestEnding = 5;
    private const int MinReplacedName = 3;

    // 32 bits, as the error codes of Windows have; longer ones are addresses.
    private const int MaxHexCode = 8;

    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\f\v\u00a0");
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“«`'‘");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> HexLetters = SearchValues.Create("abcdefABCDEF-");

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    // A number after these says which error it is, ...
    private static readonly string[] CodeWords = ["http", "status", "code", "errno", "exit", "statuscode", "errorcode", "exitcode", "status_code", "error_code", "exit_code"];

    // ... also with these in between.
    private static readonly string[] Fillers = ["", "=", ":", "-", "is", "was"];

    // A hexadecimal number after these is a place.
    private static readonly string[] PlaceWords = ["offset", "address", "at", "position", "byte"];

    private static readonly string[] PageWords = ["p", "pp", "page", "pages"];

    private const string Before = "([{<\"'“‘„«";
    private const string Behind = ")]}>\"'”’»,.;:!?";

    /// <param name="message">Any text.</param>
    /// <param name="fileName">Of the failed file, which its message may name.</param>
    public static string Of(string message, string? fileName)
    {
        var text = message.Length > LongestMessage ? SoundText.Clean(message[..LongestMessage]) + "…" : message;
        text = WithoutName(text, fileName);
        var pattern = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        var next = Meaning.Any;
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
                next = Meaning.Any;
            }
            else
            {
                var end = rest.IndexOfAny(Spaces);
                var word = end < 0 ? rest : rest[..Math.Max(1, end)];
                word = BeforeInnerQuote(word);
                Append(pattern, word, next);
                rest = rest[word.Length..];
                next = After(word, next);
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

        // The same letters may come composed and decomposed.
        if (!Ascii.IsValid(fileName) && !Ascii.IsValid(text))
        {
            (text, fileName) = (StoredText.Compose(text), StoredText.Compose(fileName));
        }

        var bare = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        text = WithoutName(text, fileName.AsSpan());
        return bare.Length == fileName.Length ? text : WithoutName(text, bare.AsSpan());
    }

    private static string WithoutName(string text, ReadOnlySpan<char> name)
    {
        // A short name may be part of any word.
        return name.Length >= MinReplacedName ? text.Replace(name.ToString(), "‹file›", StringComparison.Ordinal)
            : text.AsSpan().Trim().SequenceEqual(name) ? "‹file›"
            : text;
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

    // What the word after this one is, when it is a number.
    private static Meaning After(ReadOnlySpan<char> word, Meaning meaning)
    {
        var core = Core(word);
        return word[^1] is '.' or ',' or ';' ? Meaning.Any
            : Is(core, CodeWords) || IsVersion(core) ? Meaning.Code
            : Is(core, PlaceWords) ? Meaning.Place
            : Is(core, Fillers) ? meaning
            : Meaning.Any;
    }

    private static bool Is(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var one in words)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // HTTP/1.1
    private static bool IsVersion(ReadOnlySpan<char> word) =>
        word.Length is > 5 and <= 10 && word.StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(word[5]);

    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> word) => word.TrimStart(Before).TrimEnd(Behind);

    private static void Append(StringBuilder pattern, ReadOnlySpan<char> word, Meaning meaning)
    {
        var core = Core(word);
        if (core.IsEmpty || Mask(core, meaning) is not { } mask)
        {
            pattern.Append(word);
            return;
        }

        var start = word.Length - word.TrimStart(Before).Length;
        pattern.Append(word[..start]).Append(mask).Append(word[(start + core.Length)..]);
    }

    private static string? Mask(ReadOnlySpan<char> word, Meaning meaning)
    {
        if (IsVersion(word) || IsCode(word, meaning))
        {
            return null;
        }

        // key=value and key:value keep their key.
        var sign = word.IndexOfAny('=', ':');
        var isAddress = sign > 0 && (word[sign..].StartsWith("://", StringComparison.Ordinal) || word[sign..].StartsWith(@":\", StringComparison.Ordinal));
        if (sign > 0 && sign < word.Length - 1 && char.IsLetter(word[0]) && !isAddress)
        {
            return IsWord(word[..sign]) && Mask(word[(sign + 1)..], After(word[..sign], Meaning.Any)) is { } value ? string.Concat(word[..(sign + 1)], value) : null;
        }

        var slashes = word.Count('/') + word.Count('\\');
        if (word.Contains('‹'))
        {
            return slashes > 0 ? "‹path›" : Embedded(word);
        }

        if (slashes > 0)
        {
            return slashes > 1 || word[0] is '/' or '\\' || Ending(word) || HasDigit(word) ? "‹path›" : null;
        }

        return Ending(word) ? "‹file›"
            : !HasDigit(word) ? LooksHex(word) ? "‹id›" : null
            : Number(word) ?? Embedded(word) ?? (IsId(word) ? "‹id›" : null);
    }

    // 404 after HTTP, HTTP404, 0x80070005.
    private static bool IsCode(ReadOnlySpan<char> word, Meaning meaning)
    {
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return meaning != Meaning.Place && word.Length is > 2 and <= 2 + MaxHexCode && !word[2..].ContainsAnyExcept(HexDigits);
        }

        var digits = word.IndexOfAny(Digits);
        return digits >= 0
            && (meaning == Meaning.Code ? digits == 0 || word[0] is '-' or '#' : Is(word[..digits], CodeWords))
            && !word[Math.Max(1, digits)..].ContainsAnyExcept(Digits);
    }

    // p.3 and page3; and numbers in words of scripts that part them by nothing, such as 第3页.
    private static string? Embedded(ReadOnlySpan<char> word)
    {
        var digits = word.IndexOfAny(Digits);
        if (digits < 0 || (Ascii.IsValid(word) && !(digits > 0 && Is(word[..digits].TrimEnd('.'), PageWords) && !word[digits..].ContainsAnyExcept(Digits))))
        {
            return null;
        }

        var masked = new StringBuilder(word.Length);
        while (digits >= 0)
        {
            masked.Append(word[..digits]).Append("‹n›");
            var end = word[digits..].IndexOfAnyExcept(Digits);
            word = end < 0 ? [] : word[(digits + end)..];
            digits = word.IndexOfAny(Digits);
        }

        return masked.Append(word).ToString();
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

    private enum Meaning
    {
        Any,
        Code,
        Place,
    }

    private static bool LooksHex(ReadOnlySpan<char> word) =>
        word.Length >= 16 && !word.ContainsAnyExcept(HexLetters);
}
