namespace BatchDashboard.Resolution.Resubmission;

/// <summary>Which files would be sent, in which batches, and which would not.</summary>
public sealed record ResubmissionPlan(IReadOnlyList<PackedBatch<FileMatch>> Batches, IReadOnlyList<(FileMatch Match, FileProblem Problem)> Problems)
{
    public static ResubmissionPlan Empty { get; } = new([], []);

    /// <summary>The API is asked once to make a batch, and once to show it.</summary>
    public int Requests => 2 * Batches.Count;

    public int Files => Batches.Sum(batch => batch.Files.Count);

    public long Bytes => Batches.Sum(batch => batch.Bytes);

    /// <param name="matches">What was recognised, and what the operator chose.</param>
    /// <param name="sendsDoubtful">Also files of formats and sizes that are said not to be accepted.</param>
    public static ResubmissionPlan Of(IEnumerable<FileMatch> matches, bool sendsDoubtful)
    {
        ArgumentNullException.ThrowIfNull(matches);
        var problems = new List<(FileMatch, FileProblem)>();
        var sent = new List<FileMatch>();
        foreach (var match in matches)
        {
            var problem = FileProblems.Find(match.File, match.Dropped);
            if (problem is not null)
            {
                problems.Add((match, problem));
            }

            if (problem is null or { IsWarning: true } || (sendsDoubtful && !problem.IsFinal))
            {
                sent.Add(match);
            }
        }

        return new ResubmissionPlan(Packer.Pack(sent, match => match.Dropped.Name, match => match.Dropped.SizeBytes).Batches, problems);
    }
}
