namespace BatchDashboard.Sandbox;

/// <summary>Plausible sizes for each kind of file, within the API's documented limits.</summary>
internal static class FileSizes
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>The largest file of a kind that the API takes, in bytes.</summary>
    public static long Limit(string mediaType) => mediaType switch
    {
        "video" => 100 * Mebibyte,
        "audio" or "model" => 50 * Mebibyte,
        _ => 20 * Mebibyte,
    };

    public static long Draw(JobRandom random, string mediaType, bool tooLarge)
    {
        var limit = Limit(mediaType);
        if (tooLarge)
        {
            return (long)(limit * (1.02 + random.Unit()));
        }

        var (median, spread) = mediaType switch
        {
            "image" => (2_100_000.0, 0.6),
            "video" => (24_000_000.0, 0.7),
            "audio" => (5_200_000.0, 0.7),
            "model" => (7_500_000.0, 0.9),
            _ => (310_000.0, 1.1),
        };
        return Math.Clamp((long)random.LogNormal(median, spread), 1_800, limit - 1);
    }
}
