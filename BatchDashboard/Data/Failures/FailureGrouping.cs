using System.Runtime.InteropServices;

namespace BatchDashboard.Data.Failures;

/// <summary>Counts the failures of a table by group, and gathers what those of each listed group have in common.</summary>
internal static class FailureGrouping
{
    private const int SampleSize = 5;
    private const int MostFormats = 5;

    /// <param name="groupOf">The group of each failure: a place in <paramref name="texts"/>.</param>
    /// <param name="fits">1 at the numbers of the groups that are wanted.</param>
    /// <param name="most">Groups that are listed, the largest first.</param>
    /// <param name="id">Names a group by its text.</param>
    public static FailureGroups Group(
        FailureTable table, int[] groupOf, IReadOnlyList<string?> texts, byte[] fits, int most, Func<string?, string> id)
    {
        var counts = new long[texts.Count];
        var numbers = table.GroupNumbers;
        var all = 0L;
        for (var i = 0; i < groupOf.Length; i++)
        {
            if (fits[numbers[i]] == 1)
            {
                counts[groupOf[i]]++;
                all++;
            }
        }

        var found = Enumerable.Range(0, counts.Length).Where(number => counts[number] > 0).OrderByDescending(number => counts[number]).ToList();
        var listed = found.Take(most).ToList();
        var gathered = new Dictionary<int, Gathered>();
        foreach (var number in listed)
        {
            gathered.Add(number, new Gathered());
        }

        var ordinals = table.Ordinals;
        var sizes = table.Sizes;
        var times = table.Times;
        var endings = table.Endings.Rows;
        for (var i = 0; i < groupOf.Length; i++)
        {
            if (fits[numbers[i]] == 1 && gathered.TryGetValue(groupOf[i], out var group))
            {
                group.Add(ordinals[i], sizes[i], times[i], endings[i]);
            }
        }

        return new FailureGroups(
            all,
            [.. listed.Select(number => gathered[number].Group(id(texts[number]), texts[number], counts[number], table.Endings.Texts))],
            found.Count - listed.Count,
            all - listed.Sum(number => counts[number]));
    }

    private sealed class Gathered
    {
        private readonly List<long> _sample = [];
        private readonly Dictionary<int, long> _formats = [];
        private long _smallest = long.MaxValue;
        private long _largest = -1;
        private long _bytes;
        private long _first = long.MaxValue;
        private long _last = long.MinValue;

        public void Add(long ordinal, long size, long time, int ending)
        {
            if (_sample.Count < SampleSize)
            {
                _sample.Add(ordinal);
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_formats, ending, out _)++;
            if (size >= 0)
            {
                _smallest = Math.Min(_smallest, size);
                _largest = Math.Max(_largest, size);
                _bytes += size;
            }

            if (time != long.MinValue)
            {
                _first = Math.Min(_first, time);
                _last = Math.Max(_last, time);
            }
        }

        public FailureGroup Group(string id, string? text, long count, IReadOnlyList<string?> endings) => new(id, text, count)
        {
            FirstSeen = _last == long.MinValue ? null : StoredTime.At(_first),
            LastSeen = _last == long.MinValue ? null : StoredTime.At(_last),
            SmallestBytes = _largest < 0 ? null : _smallest,
            LargestBytes = _largest < 0 ? null : _largest,
            TotalBytes = _bytes,
            Formats = [.. _formats.OrderByDescending(format => format.Value).Take(MostFormats).Select(format => (endings[format.Key], format.Value))],
            Sample = _sample,
        };
    }
}
