using System.Runtime.InteropServices;
using BatchDashboard.Data;
using BatchDashboard.Results;
using BatchDashboard.Wickson;

namespace BatchDashboard.Resolution;

/// <summary>Gathers what some failed files of a batch have in common, by error type: of a selection, nothing is said that holds only for all.</summary>
internal sealed class FailedGroups
{
    private const int MostTypes = 200;

    private readonly Dictionary<string, Group> _groups = new(WordComparer.Instance);

    /// <param name="foundFormat">As the file's error names it; null when it names none.</param>
    /// <param name="supportedFormats">As the file's error names them; empty when it names none.</param>
    public void Add(string? errorCode, string? fileName, long? sizeBytes, string? foundFormat, IReadOnlyList<string> supportedFormats)
    {
        var type = ErrorTypes.Name(errorCode);
        if (!_groups.TryGetValue(type, out var group))
        {
            if (_groups.Count == MostTypes)
            {
                return;
            }

            _groups.Add(type, group = new Group());
        }

        group.Add(FileLimits.EndingOf(fileName) ?? "", sizeBytes, foundFormat, supportedFormats);
    }

    /// <summary>Most frequent first.</summary>
    /// <param name="resolutions">The API's own advice by error type.</param>
    public IReadOnlyList<ErrorGroupView> Views(IReadOnlyDictionary<string, string> resolutions) =>
        [.. _groups.Select(group => group.Value.View(group.Key, resolutions.GetValueOrDefault(group.Key))).OrderByDescending(view => view.Count)];

    private sealed class Group
    {
        private readonly Dictionary<string, long> _endings = new(StringComparer.Ordinal);
        private readonly RefusedFormats _refused = new();
        private long _count;
        private long? _smallest;
        private long? _largest;

        public void Add(string ending, long? sizeBytes, string? foundFormat, IReadOnlyList<string> supportedFormats)
        {
            _count++;
            CollectionsMarshal.GetValueRefOrAddDefault(_endings, ending, out _)++;
            if (sizeBytes is >= 0 and { } size)
            {
                _smallest = Math.Min(_smallest ?? size, size);
                _largest = Math.Max(_largest ?? size, size);
            }

            if (foundFormat is not null || supportedFormats.Count > 0)
            {
                _refused.Add(ending, foundFormat, supportedFormats.Count == 0 ? null : string.Join(',', supportedFormats));
            }
        }

        public ErrorGroupView View(string type, string? resolution) => new()
        {
            ErrorType = type,
            Count = _count,
            Resolution = resolution,
            AffectedFiles = [],
            Formats = [.. _endings.OrderByDescending(ending => ending.Value).Select(ending => new NamedCount(ending.Key, ending.Value))],
            Refused = _refused.MostFrequent(),
            SmallestBytes = _smallest,
            LargestBytes = _largest,
        };
    }
}
