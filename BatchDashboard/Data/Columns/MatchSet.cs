using System.Collections;

namespace BatchDashboard.Data.Columns;

/// <summary>The jobs that a search found: a bit for each, and how many of each group.</summary>
internal sealed class MatchSet(int jobs, int groups)
{
    private readonly BitArray _bits = new(jobs);

    /// <summary>Matches by the group's number.</summary>
    public long[] ByGroup { get; } = new long[groups];

    /// <summary>Sizes and durations of the matches, once somebody asked for them.</summary>
    public JobTotals? Totals { get; set; }

    /// <summary>Adds a job, once however often it is found.</summary>
    public void Add(int position, int group)
    {
        if (!_bits[position])
        {
            _bits[position] = true;
            ByGroup[group]++;
        }
    }

    public long Bytes => (_bits.Length / 8) + (8L * ByGroup.Length);

    public bool Has(int position) => _bits[position];

    /// <summary>What is in both.</summary>
    public MatchSet And(MatchSet other, ReadOnlySpan<int> groups)
    {
        var both = new MatchSet(_bits.Length, ByGroup.Length);
        for (var position = 0; position < _bits.Length; position++)
        {
            if (_bits[position] && other._bits[position])
            {
                both.Add(position, groups[position]);
            }
        }

        return both;
    }
}
