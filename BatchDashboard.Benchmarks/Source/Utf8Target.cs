namespace BatchDashboard.Benchmarks.Source;

/// <summary>Writes text into bytes, faster than any general writer: the source must not be what is measured.</summary>
internal ref struct Utf8Target(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    public int Length { get; private set; }

    public void Put(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes[Length..]);
        Length += text.Length;
    }

    public void Hex(ulong value)
    {
        var target = _bytes.Slice(Length, 16);
        for (var place = 15; place >= 0; place--)
        {
            target[place] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        Length += 16;
    }

    public void Number(long value)
    {
        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Digits(value, digits);
    }

    /// <summary>With zeros in front.</summary>
    public void Digits(long value, int count)
    {
        var target = _bytes.Slice(Length, count);
        for (var place = count - 1; place >= 0; place--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            target[place] = (byte)('0' + digit);
        }

        Length += count;
    }

    /// <summary>Two decimals.</summary>
    public void Hundredths(long value)
    {
        Number(value / 100);
        Put("."u8);
        Digits(value % 100, 2);
    }

    /// <summary>A time as the API writes it: "2024-12-18T10:01:15.250Z", without milliseconds where there are none.</summary>
    public void Time(long unixMilliseconds)
    {
        var (day, inDay) = Math.DivRem(unixMilliseconds, 86_400_000);
        var date = DateOnly.FromDayNumber(719_162 + (int)day);
        Digits(date.Year, 4);
        Put("-"u8);
        Digits(date.Month, 2);
        Put("-"u8);
        Digits(date.Day, 2);
        Put("T"u8);
        Digits(inDay / 3_600_000, 2);
        Put(":"u8);
        Digits(inDay / 60_000 % 60, 2);
        Put(":"u8);
        Digits(inDay / 1000 % 60, 2);
        if (inDay % 1000 is var milliseconds and not 0)
        {
            Put("."u8);
            Digits(milliseconds, 3);
        }

        Put("Z"u8);
    }
}
