using System.Runtime.InteropServices;

namespace BatchDashboard.Data.Columns;

/// <summary>Sorts jobs by a number; of equal ones the first in the API's order comes first, those without one last.</summary>
internal sealed class SortedValues
{
    private readonly List<long> _values = [];
    private readonly List<int> _jobs = [];
    private readonly List<int> _missing = [];
    private bool _isSorted;

    public int Valued => _jobs.Count;

    public void Add(long? value)
    {
        if (value is { } number)
        {
            _jobs.Add(_jobs.Count + _missing.Count);
            _values.Add(number);
        }
        else
        {
            _missing.Add(_jobs.Count + _missing.Count);
        }
    }

    public JobSequence Sort()
    {
        SortOnce();
        return new JobSequence([.. _jobs, .. _missing], Valued);
    }

    /// <summary>Jobs with the number of one before them, in the API's order.</summary>
    public List<int> Repeats()
    {
        SortOnce();
        var repeats = new List<int>();
        for (var i = 1; i < _values.Count; i++)
        {
            if (_values[i] == _values[i - 1])
            {
                repeats.Add(_jobs[i]);
            }
        }

        repeats.Sort();
        return repeats;
    }

    private void SortOnce()
    {
        if (_isSorted)
        {
            return;
        }

        var values = CollectionsMarshal.AsSpan(_values);
        var jobs = CollectionsMarshal.AsSpan(_jobs);
        values.Sort(jobs);
        for (var start = 0; start < values.Length;)
        {
            var end = start + 1;
            while (end < values.Length && values[end] == values[start])
            {
                end++;
            }

            jobs[start..end].Sort();
            start = end;
        }

        _isSorted = true;
    }
}
