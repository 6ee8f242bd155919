using System.Runtime.InteropServices;

namespace BatchDashboard.Resolution.Resubmission;

/// <summary>The files of one comparison, and which of them are settled by now.</summary>
internal sealed class MatchRound(IReadOnlyList<FileToFix> failed, IReadOnlyList<DroppedFile> dropped)
{
    private readonly FileMatch?[] _matches = new FileMatch?[failed.Count];
    private readonly IReadOnlyList<DroppedFile>?[] _candidates = new IReadOnlyList<DroppedFile>?[failed.Count];
    private readonly bool[] _used = new bool[dropped.Count];

    /// <summary>Pairs files with the same name. Where several have it, the folders and the sizes must tell.</summary>
    /// <param name="by">How names of this round are alike.</param>
    /// <param name="failedNames">One for each failed file; null for one without a name.</param>
    /// <param name="droppedNames">One for each dropped file.</param>
    public void Pair(MatchedBy by, string?[] failedNames, string?[] droppedNames)
    {
        var groups = new Dictionary<string, Group>(failed.Count, StringComparer.Ordinal);
        for (var index = 0; index < failed.Count; index++)
        {
            if (IsOpen(index) && failedNames[index] is { } name)
            {
                ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, name, out _);
                group ??= new Group();
                group.Failed = group.Failed.With(index);
            }
        }

        for (var index = 0; index < dropped.Count; index++)
        {
            if (!_used[index] && droppedNames[index] is { } name && groups.TryGetValue(name, out var group))
            {
                group.Dropped = group.Dropped.With(index);
            }
        }

        foreach (var group in groups.Values.Where(group => group.Dropped.Count > 0))
        {
            Settle(group, by);
        }
    }

    /// <summary>Pairs files of a size that only one failed and one dropped file have.</summary>
    public void PairBySize() => PairUnique(
        Enumerable.Range(0, failed.Count).Where(IsOpen),
        Enumerable.Range(0, dropped.Count).Where(index => !_used[index]),
        MatchedBy.Size);

    public MatchResult Result()
    {
        var open = Enumerable.Range(0, failed.Count);
        return new MatchResult(
            [.. _matches.OfType<FileMatch>()],
            [.. open.Where(index => _candidates[index] is not null).Select(index => new AmbiguousFile(failed[index], _candidates[index]!))],
            [.. open.Where(IsOpen).Select(index => failed[index])],
            [.. Enumerable.Range(0, dropped.Count).Where(index => !_used[index]).Select(index => dropped[index])]);
    }

    private bool IsOpen(int index) => _matches[index] is null && _candidates[index] is null;

    private void Settle(Group group, MatchedBy by)
    {
        if (group is { Failed.Count: 1, Dropped.Count: 1 })
        {
            Take(group.Failed.First, group.Dropped.First, by);
            return;
        }

        var (failedOnes, droppedOnes) = (group.Failed.All(), group.Dropped.All());
        PairByFolder(failedOnes, droppedOnes);
        PairUnique(failedOnes.Where(IsOpen), droppedOnes.Where(index => !_used[index]), MatchedBy.NameAndSize);

        var left = failedOnes.Where(IsOpen).ToList();
        var candidates = droppedOnes.Where(index => !_used[index]).ToList();
        if (left.Count == 0 || candidates.Count == 0)
        {
            return;
        }

        if (left.Count == 1 && candidates.Count == 1 && group is { Failed.Count: > 1, Dropped.Count: > 1 })
        {
            // The others of the name are settled, and so these two belong together.
            Take(left[0], candidates[0], by);
            return;
        }

        // One list for all of them: a hundred thousand files of one name must not become as many lists.
        IReadOnlyList<DroppedFile> shared = candidates.ConvertAll(index => dropped[index]);
        foreach (var index in left)
        {
            _candidates[index] = shared;
        }

        foreach (var index in candidates)
        {
            _used[index] = true;
        }
    }

    // A failed file's name may hold its folders; a dropped file's path may begin with more of them.
    private void PairByFolder(IReadOnlyList<int> failedOnes, IReadOnlyList<int> droppedOnes)
    {
        var folders = new Dictionary<string, (int Failed, int Count)>(StringComparer.Ordinal);
        foreach (var index in failedOnes)
        {
            if (FileNames.Folder(failed[index].Name!) is { Length: > 0 } folder)
            {
                folders[folder] = (index, folders.GetValueOrDefault(folder).Count + 1);
            }
        }

        if (folders.Count == 0)
        {
            return;
        }

        var found = new Dictionary<int, (int Dropped, int Count)>();
        foreach (var index in droppedOnes)
        {
            if (Within(folders, FileNames.Folder(dropped[index].Path)) is { Count: 1 } place)
            {
                found[place.Failed] = (index, found.GetValueOrDefault(place.Failed).Count + 1);
            }
        }

        foreach (var (failedIndex, place) in found.Where(pair => pair.Value.Count == 1))
        {
            Take(failedIndex, place.Dropped, MatchedBy.Folder);
        }
    }

    // The longest end of the dropped folder that is a failed file's folder.
    private static (int Failed, int Count)? Within(Dictionary<string, (int Failed, int Count)> folders, string folder)
    {
        while (folder.Length > 0)
        {
            if (folders.TryGetValue(folder, out var place))
            {
                return place;
            }

            var slash = folder.IndexOf('/', StringComparison.Ordinal);
            folder = slash < 0 ? "" : folder[(slash + 1)..];
        }

        return null;
    }

    private void PairUnique(IEnumerable<int> failedIndexes, IEnumerable<int> droppedIndexes, MatchedBy by)
    {
        var sizes = new Dictionary<long, (int Failed, int FailedCount, int Dropped, int DroppedCount)>();
        foreach (var index in failedIndexes)
        {
            if (failed[index].SizeBytes is > 0 and { } size)
            {
                sizes[size] = (index, sizes.GetValueOrDefault(size).FailedCount + 1, 0, 0);
            }
        }

        foreach (var index in droppedIndexes)
        {
            if (sizes.TryGetValue(dropped[index].SizeBytes, out var place))
            {
                sizes[dropped[index].SizeBytes] = place with { Dropped = index, DroppedCount = place.DroppedCount + 1 };
            }
        }

        foreach (var place in sizes.Values.Where(place => place is { FailedCount: 1, DroppedCount: 1 }))
        {
            Take(place.Failed, place.Dropped, by);
        }
    }

    private void Take(int failedIndex, int droppedIndex, MatchedBy by)
    {
        _matches[failedIndex] = new FileMatch(failed[failedIndex], dropped[droppedIndex], by);
        _used[droppedIndex] = true;
    }

    private sealed class Group
    {
        public Indexes Failed { get; set; }

        public Indexes Dropped { get; set; }
    }

    /// <summary>One index as a rule, and then no list for it: there are as many as files.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Indexes(int First, List<int>? Others, int Count)
    {
        public Indexes With(int index)
        {
            if (Count == 0)
            {
                return new Indexes(index, null, 1);
            }

            var others = Others ?? [];
            others.Add(index);
            return this with { Others = others, Count = Count + 1 };
        }

        public IReadOnlyList<int> All() => [First, .. Others ?? []];
    }
}
