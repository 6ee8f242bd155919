namespace BatchDashboard.Cache.Index;

/// <summary>Counts the jobs that have a media id, by their type.</summary>
internal static class MediaFinder
{
    /// <summary>Most frequent first, with the places of the first jobs of each type, and the statuses of them all.</summary>
    public static IEnumerable<(string? MediaType, long Jobs, List<long> First, IReadOnlyList<string> Statuses)> Find(IndexView view, int first, CancellationToken cancellation)
    {
        var types = view.Groups.All.Select(group => group.MediaType).Distinct(StringComparer.Ordinal).ToList();
        var typeOfCode = view.Groups.All.Select(group => types.IndexOf(group.MediaType)).ToArray();
        var counts = new long[types.Count];
        var firsts = types.ConvertAll(_ => new List<long>());
        var isSeen = new bool[typeOfCode.Length];
        Span<int> codes = stackalloc int[IndexTable.ChunkSize];
        foreach (var chunk in view.Chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            var places = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);

            // Values with a NUL before the first and after each.
            var column = view.Column(IndexKind.MediaIds, chunk)[1..];
            for (var place = 0; place < places; place++)
            {
                var length = column.IndexOf((byte)0);
                if (length > 0 && codes[place] > 0)
                {
                    var type = typeOfCode[codes[place] - 1];
                    counts[type]++;
                    isSeen[codes[place] - 1] = true;
                    if (firsts[type].Count < first)
                    {
                        firsts[type].Add(((long)chunk * IndexTable.ChunkSize) + place);
                    }
                }

                column = column[(length + 1)..];
            }
        }

        string[] StatusesOf(int type) =>
            [.. view.Groups.All.Where((_, code) => isSeen[code] && typeOfCode[code] == type).Select(group => group.Status).OfType<string>().Distinct(StringComparer.Ordinal)];

        return types.Select((type, index) => (type, counts[index], firsts[index], (IReadOnlyList<string>)StatusesOf(index)))
            .Where(type => type.Item2 > 0)
            .OrderByDescending(type => type.Item2)
            .ThenBy(type => type.type, StringComparer.Ordinal);
    }
}
