namespace BatchDashboard.Data.Comparison;

/// <summary>
/// Finds the same files in two copies: those that were sent again from the one to the other; what is left by its whole
/// name, of several equal ones the first with the first; and what is left then by its name without the extension, where
/// only one on each side has it.
/// </summary>
internal sealed class FileMatcher(NamedJobs left, NamedJobs right)
{
    private readonly int[] _ofLeft = Nothing(left.Count);
    private readonly int[] _ofRight = Nothing(right.Count);

    /// <summary>Files that were found because they were sent again.</summary>
    public int SentAgain { get; private set; }

    /// <summary>Files that were found by their name without the extension.</summary>
    public int OtherExtension { get; private set; }

    /// <summary>For each job on the left the place of the one on the right, or -1; and the reverse.</summary>
    /// <param name="sent">Jobs on the left and on the right that are the same file.</param>
    public (int[] OfLeft, int[] OfRight) Match(IReadOnlyList<(int Left, int Right)> sent, CancellationToken cancellation)
    {
        foreach (var (one, other) in sent)
        {
            if (_ofLeft[one] < 0 && _ofRight[other] < 0)
            {
                Pair(one, other);
                SentAgain++;
            }
        }

        var (leftNames, leftPlaces) = Sorted(left, left.Names, _ofLeft);
        var (rightNames, rightPlaces) = Sorted(right, right.Names, _ofRight);
        cancellation.ThrowIfCancellationRequested();
        Join(leftNames, rightNames, (l, leftCount, r, rightCount) =>
        {
            for (var i = 0; i < Math.Min(leftCount, rightCount); i++)
            {
                Pair(leftPlaces[l + i], rightPlaces[r + i]);
            }
        });
        cancellation.ThrowIfCancellationRequested();
        var (leftStems, leftRest) = Sorted(left, left.Stems, _ofLeft);
        var (rightStems, rightRest) = Sorted(right, right.Stems, _ofRight);
        Join(leftStems, rightStems, (l, leftCount, r, rightCount) =>
        {
            if (leftCount == 1 && rightCount == 1)
            {
                Pair(leftRest[l], rightRest[r]);
                OtherExtension++;
            }
        });
        return (_ofLeft, _ofRight);
    }

    private void Pair(int leftPlace, int rightPlace) => (_ofLeft[leftPlace], _ofRight[rightPlace]) = (rightPlace, leftPlace);

    // Of jobs that have a name and are not matched yet; equal hashes stand in the order of the jobs.
    private static (ulong[] Hashes, int[] Places) Sorted(NamedJobs jobs, ulong[] hashes, int[] matched)
    {
        var count = 0;
        for (var place = 0; place < jobs.Count; place++)
        {
            count += hashes[place] != NamedJobs.Nameless && matched[place] < 0 ? 1 : 0;
        }

        var (keys, places) = (new ulong[count], new int[count]);
        for (int place = 0, at = 0; place < jobs.Count; place++)
        {
            if (hashes[place] != NamedJobs.Nameless && matched[place] < 0)
            {
                (keys[at], places[at]) = (hashes[place], place);
                at++;
            }
        }

        Array.Sort(keys, places);
        for (var start = 0; start < count;)
        {
            var end = EndOfRun(keys, start);
            Array.Sort(places, start, end - start);
            start = end;
        }

        return (keys, places);
    }

    private static void Join(ulong[] one, ulong[] other, Action<int, int, int, int> both)
    {
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            var (endOfOne, endOfOther) = (EndOfRun(one, i), EndOfRun(other, j));
            if (one[i] == other[j])
            {
                both(i, endOfOne - i, j, endOfOther - j);
                (i, j) = (endOfOne, endOfOther);
            }
            else if (one[i] < other[j])
            {
                i = endOfOne;
            }
            else
            {
                j = endOfOther;
            }
        }
    }

    private static int EndOfRun(ulong[] keys, int start)
    {
        var end = start + 1;
        while (end < keys.Length && keys[end] == keys[start])
        {
            end++;
        }

        return end;
    }

    private static int[] Nothing(int count)
    {
        var places = new int[count];
        Array.Fill(places, -1);
        return places;
    }
}
