using System.Collections.ObjectModel;

namespace BatchDashboard.Cache.Failures;

/// <summary>What became of the failures of groups that were sent again, by the group's id.</summary>
/// <param name="Fixed">Those of which a corrected file succeeded.</param>
/// <param name="FailedAgain">Those whose corrected file failed too, so that it is counted where it did.</param>
public sealed record SentByGroup(IReadOnlyDictionary<string, long> Fixed, IReadOnlyDictionary<string, long> FailedAgain)
{
    public static SentByGroup None { get; } = new(ReadOnlyDictionary<string, long>.Empty, ReadOnlyDictionary<string, long>.Empty);
}
