using System.Globalization;
using System.Text.Json;

namespace BatchDashboard.Wickson;

/// <summary>
/// Times as the API usually writes them: <c>2024-12-18T10:00:00Z</c>, with three digits after a dot where the milliseconds
/// are not zero. Whatever is written so needs no copy of its text to be written back letter by letter.
/// </summary>
internal static class UsualTime
{
    private const int Short = 20;
    private const int Long = 24;

    /// <summary>False for a time in any other form, for one that <see cref="IsUnset"/>, and for what is no time.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || reader.HasValueSequence)
        {
            return false;
        }

        var text = reader.ValueSpan;
        if (text.Length is not (Short or Long) || text[^1] != (byte)'Z' || text[4] != (byte)'-' || text[7] != (byte)'-'
            || text[10] != (byte)'T' || text[13] != (byte)':' || text[16] != (byte)':' || (text.Length == Long && text[19] != (byte)'.'))
        {
            return false;
        }

        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute, second) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]));
        var milliseconds = text.Length == Long ? Digits(text[20..23]) : 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59
            || day > DateTime.DaysInMonth(year, month) || (text.Length == Long && milliseconds < 1))
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, milliseconds, TimeSpan.Zero);
        return !IsUnset(time);
    }

    /// <summary>True for what programs write in place of a time that they do not know: the first day of their calendar, or second 0 of Unix.</summary>
    public static bool IsUnset(DateTimeOffset time) => time.UtcDateTime.Year == 1 || time == DateTimeOffset.UnixEpoch;

    /// <summary>Whether the usual form holds all of a time.</summary>
    public static bool Holds(DateTimeOffset time) => time.Offset == TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerMillisecond == 0;

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
