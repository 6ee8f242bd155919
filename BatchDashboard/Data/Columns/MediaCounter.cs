namespace BatchDashboard.Data.Columns;

/// <summary>Counts the jobs that have a media id, by their type.</summary>
internal static class MediaCounter
{
    /// <summary>Most frequent first, with the first jobs of each type, and the statuses of them all.</summary>
    public static IReadOnlyList<(string? MediaType, long Jobs, List<int> First, IReadOnlyList<string> Statuses)> Count(
        JobGroups all, int[] groups, TextColumn mediaIds, int first)
    {
        var types = all.All.Select(group => group.MediaType).Distinct(StringComparer.Ordinal).ToList();
        var typeOf = all.All.Select(group => types.IndexOf(group.MediaType)).ToArray();
        var counts = new long[types.Count];
        var firsts = types.ConvertAll(_ => new List<int>());
        var isSeen = new bool[typeOf.Length];
        var job = 0;
        foreach (var id in mediaIds)
        {
            if (!id.IsEmpty)
            {
                var type = typeOf[groups[job]];
                counts[type]++;
                isSeen[groups[job]] = true;
                if (firsts[type].Count < first)
                {
                    firsts[type].Add(job);
                }
            }

            job++;
        }

        return
        [
            .. types.Select((type, index) => (type, counts[index], firsts[index], StatusesOf(index)))
                .Where(type => type.Item2 > 0)
                .OrderByDescending(type => type.Item2)
                .ThenBy(type => type.type, StringComparer.Ordinal),
        ];

        IReadOnlyList<string> StatusesOf(int type) =>
            [.. all.All.Where(group => isSeen[group.Number] && typeOf[group.Number] == type).Select(group => group.Status).OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
