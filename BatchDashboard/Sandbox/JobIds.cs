using System.Globalization;

namespace BatchDashboard.Sandbox;

/// <summary>Ids of jobs and media items. A media id says which job made it, so that any of them is found with no index.</summary>
internal static class JobIds
{
    private const string MediaPrefix = "vec-";
    private const ulong MediaSalt = 0x6D65646961;
    private const ulong JobSalt = 0x6A6F62736A6F6273;

    public static string Job(uint batch, int index) => $"job-{Scramble.Forward(Number(batch, index) ^ JobSalt):x16}";

    public static string Media(uint batch, int index) => $"{MediaPrefix}{Scramble.Forward(Number(batch, index) ^ MediaSalt):x16}";

    /// <summary>The batch's number and the job's index, for an id that <see cref="Media"/> could have made.</summary>
    public static (uint Batch, int Index)? OfMedia(string id)
    {
        if (id.Length != MediaPrefix.Length + 16
            || !id.StartsWith(MediaPrefix, StringComparison.Ordinal)
            || !ulong.TryParse(id.AsSpan(MediaPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scrambled))
        {
            return null;
        }

        var number = Scramble.Back(scrambled) ^ MediaSalt;
        return ((uint)(number >> 32), (int)(uint)number);
    }

    private static ulong Number(uint batch, int index) => ((ulong)batch << 32) | (uint)index;
}
