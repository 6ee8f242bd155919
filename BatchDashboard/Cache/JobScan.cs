using BatchDashboard.Cache.Failures;
using BatchDashboard.Cache.Index;

namespace BatchDashboard.Cache;

/// <summary>Finds the jobs that a filter wants beyond their groups: by a text, a message pattern, details, or what operators did.</summary>
internal sealed class JobScan(SearchCache searches, FailureTables failures)
{
    /// <summary>Null when the filter wants nothing of the kind.</summary>
    public MatchSet? Find(IndexView view, JobFilter filter, CancellationToken cancellation)
    {
        MatchSet? all = null;
        var question = "";
        foreach (var (name, look) in Parts(view, filter, cancellation))
        {
            var found = searches.Get(view, name, look);
            (question, var earlier) = (question + "\0" + name, all);
            all = earlier is null ? found : searches.Get(view, question, () => earlier.And(found, view, cancellation));
        }

        return all;
    }

    private IEnumerable<(string Question, Func<MatchSet> Look)> Parts(IndexView view, JobFilter filter, CancellationToken cancellation)
    {
        if (StoredText.Fold(filter.Search) is { Length: > 0 } text)
        {
            yield return ("text " + text, () => TextSearch.All(view, text, cancellation));
        }

        if (filter.Pattern.Length > 0)
        {
            yield return ("pattern " + filter.Pattern, () => Collect(view, see => Table(view, false, cancellation).EachOfPattern(filter.Pattern, see)));
        }

        foreach (var detail in filter.Details)
        {
            yield return (
                $"detail {detail.Key.Length} {detail.Key} {(detail.Value is null ? "" : "=" + detail.Value)}",
                () => Collect(view, see => Table(view, true, cancellation).EachOfDetail(detail.Key, detail.Value, see)));
        }

        if ((filter.Triage.Count > 0 || filter.IsFixed is not null) && JobMarks.BatchOf(view.Reader, view.Snapshot) is { } batch)
        {
            var stamp = JobMarks.Stamp(view.Reader);
            if (filter.Triage.Count > 0)
            {
                yield return (
                    $"triage {string.Join(' ', filter.Triage)} {stamp}",
                    () => Marked(view, JobMarks.Triage(view.Reader, batch, filter.Triage, cancellation), cancellation));
            }

            if (filter.IsFixed is { } isFixed)
            {
                yield return ($"fixed {isFixed} {stamp}", () => Marked(view, JobMarks.Fixed(view.Reader, batch, isFixed), cancellation));
            }
        }
    }

    private FailureTable Table(IndexView view, bool withDetails, CancellationToken cancellation) => failures.Get(view, withDetails, cancellation);

    private static MatchSet Collect(IndexView view, Action<Action<long, int>> each)
    {
        var matches = new MatchSet(view.Places, view.Groups.All.Count + 1);
        each(matches.Add);
        return matches;
    }

    private static MatchSet Marked(IndexView view, JobMarks marks, CancellationToken cancellation)
    {
        var byGroup = view.Groups.Codes(marks.Groups);
        var without = ValueFinder.JobKeys(view, marks.Without, cancellation);
        var with = ValueFinder.JobKeys(view, marks.With, cancellation);
        return Collect(view, see =>
        {
            Span<int> codes = stackalloc int[IndexTable.ChunkSize];
            foreach (var chunk in view.Chunks)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = CodeBlob.Read(view.Column(IndexKind.Codes, chunk), codes);
                for (var place = 0; place < count; place++)
                {
                    var ordinal = ((long)chunk * IndexTable.ChunkSize) + place;
                    if (codes[place] != 0 && ((byGroup[codes[place]] == 1 && !without.Contains(ordinal)) || with.Contains(ordinal)))
                    {
                        see(ordinal, codes[place]);
                    }
                }
            }
        });
    }
}
