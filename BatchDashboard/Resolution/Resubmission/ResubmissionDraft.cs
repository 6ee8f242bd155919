namespace BatchDashboard.Resolution.Resubmission;

/// <summary>What an operator is about to send: the failed files, the dropped ones, and the choices between them.</summary>
public sealed class ResubmissionDraft
{
    private static readonly MatchResult Nothing = new([], [], [], []);

    private readonly Dictionary<string, int> _chosen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private Dictionary<string, FileProblem> _problems = new(StringComparer.Ordinal);
    private IReadOnlyList<FileToFix> _failed = [];
    private IReadOnlyList<DroppedFile> _dropped = [];
    private MatchResult _found = Nothing;

    /// <summary>What was recognised, and what the operator chose.</summary>
    public IReadOnlyList<FileMatch> Matched { get; private set; } = [];

    public IReadOnlyList<AmbiguousFile> Ambiguous => _found.Ambiguous;

    public IReadOnlyList<FileToFix> Missing => _found.Missing;

    public IReadOnlyList<DroppedFile> Unneeded => _found.Unneeded;

    /// <summary>Ambiguous files for which nothing was chosen yet.</summary>
    public int ToChoose => _found.Ambiguous.Count(one => !_chosen.ContainsKey(one.File.Job));

    public ResubmissionPlan Plan { get; private set; } = ResubmissionPlan.Empty;

    /// <summary>What stands against sending the file that takes a failed one's place; null for nothing.</summary>
    public FileProblem? ProblemOf(string job) => _problems.GetValueOrDefault(job);

    /// <summary>Whether files go along whose format or size is said not to be accepted.</summary>
    public bool SendsDoubtful { get; private set; }

    /// <summary>Compares anew. Choices that still make sense are kept.</summary>
    public void Compare(IReadOnlyList<FileToFix> failed, IReadOnlyList<DroppedFile> dropped)
    {
        (_failed, _dropped) = (failed, dropped);
        _found = Matcher.Match(_failed, _dropped);
        var open = _found.Ambiguous.ToDictionary(one => one.File.Job, one => one.Candidates, StringComparer.Ordinal);
        foreach (var (job, index) in _chosen.ToList())
        {
            if (!open.TryGetValue(job, out var candidates) || !candidates.Any(file => file.Index == index))
            {
                _chosen.Remove(job);
            }
        }

        Replan();
    }

    public int? ChosenFor(string job) => _chosen.TryGetValue(job, out var index) ? index : null;

    /// <summary>Says which dropped file is meant for an ambiguous one; null for none.</summary>
    public void Choose(string job, int? index)
    {
        if (index is { } chosen)
        {
            _chosen[job] = chosen;
        }
        else
        {
            _chosen.Remove(job);
        }

        Replan();
    }

    public bool IsLeftOut(string job) => _leftOut.Contains(job);

    /// <summary>A recognised file that is not sent after all, or is.</summary>
    public void LeaveOut(string job, bool isLeftOut)
    {
        if (isLeftOut ? _leftOut.Add(job) : _leftOut.Remove(job))
        {
            Replan();
        }
    }

    public void SendDoubtful(bool sendsDoubtful)
    {
        SendsDoubtful = sendsDoubtful;
        Replan();
    }

    private void Replan()
    {
        var chosen = _chosen.Count == 0
            ? []
            : _found.Ambiguous.Where(one => _chosen.ContainsKey(one.File.Job))
                .Select(one => new FileMatch(one.File, one.Candidates.First(file => file.Index == _chosen[one.File.Job]), MatchedBy.Operator));
        Matched = [.. _found.Matched, .. chosen];
        Plan = ResubmissionPlan.Of(Matched.Where(match => !_leftOut.Contains(match.File.Job)), SendsDoubtful);
        _problems = Plan.Problems.ToDictionary(one => one.Match.File.Job, one => one.Problem, StringComparer.Ordinal);
    }
}
