namespace BatchDashboard.Sandbox;

/// <summary>
/// SplitMix64. Any job can be drawn by its index alone, so a batch of 100,000 jobs needs no memory and any page of it
/// costs the same; and the same seed gives the same bytes on every start.
/// </summary>
internal struct JobRandom
{
    private ulong _state;

    private JobRandom(ulong seed) => _state = seed;

    /// <summary>A stream of its own for each aspect of a job, so that a change to one leaves the others as they were.</summary>
    public static JobRandom For(uint batch, int index, JobAspect aspect) =>
        new(Scramble.Forward(((ulong)batch << 40) ^ ((ulong)(uint)index << 4) ^ (uint)aspect));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Scramble.Forward(_state);
    }

    /// <summary>0 to <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)((Next() >> 33) % (ulong)limit);

    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>0 up to, but not, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(params ReadOnlySpan<T> values) => values[Below(values.Length)];

    /// <summary>Many small and a few large values, as file sizes and durations are.</summary>
    public double LogNormal(double median, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
        return median * Math.Exp(spread * normal);
    }
}

internal enum JobAspect : uint
{
    Shape,
    Size,
    Time,
    Name,
    Error,
    Media,
}

/// <summary>A shuffle of all 64-bit numbers that can be undone: ids that look random and still say whose they are.</summary>
internal static class Scramble
{
    public static ulong Forward(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static ulong Back(ulong value)
    {
        value = (value ^ (value >> 31) ^ (value >> 62)) * 0x319642B2D24D8EC3;
        value = (value ^ (value >> 27) ^ (value >> 54)) * 0x96DE1B173F119089;
        return value ^ (value >> 30) ^ (value >> 60);
    }
}
