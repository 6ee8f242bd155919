namespace BatchDashboard.Data;

/// <summary>
/// The key of a job's row: its snapshot and its place in the API's order in one number, so that the rows of a copy stand
/// together in the order of the API, in the table's own tree.
/// </summary>
internal static class JobKey
{
    private const int Bits = 32;

    /// <summary>A place that a snapshot can have: another number would be a row of another snapshot.</summary>
    public static bool IsOrdinal(long ordinal) => ordinal is >= 0 and <= uint.MaxValue;

    public static long Of(long snapshot, long ordinal) => (snapshot << Bits) | ordinal;

    /// <summary>The key before which all rows of the snapshot stand.</summary>
    public static long End(long snapshot) => (snapshot + 1) << Bits;

    public static long Ordinal(long key) => key & ((1L << Bits) - 1);
}
