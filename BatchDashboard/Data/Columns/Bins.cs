using System.Numerics;

namespace BatchDashboard.Data.Columns;

/// <summary>Sizes and durations by powers of two: bin 0 for none, bin 1 for 0, bin n for [2^(n-2), 2^(n-1)).</summary>
internal static class Bins
{
    public const int Count = 66;

    public static byte Of(long? value) => value is { } number and >= 0 ? (byte)(65 - BitOperations.LeadingZeroCount((ulong)number)) : (byte)0;

    /// <summary>The smallest value of a bin after the first.</summary>
    public static long From(int bin) => bin == 1 ? 0 : 1L << (bin - 2);

    /// <summary>The value after the largest of a bin after the first.</summary>
    public static long To(int bin) => bin >= 64 ? long.MaxValue : 1L << (bin - 1);
}
