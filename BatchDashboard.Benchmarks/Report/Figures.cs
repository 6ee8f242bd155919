using BatchDashboard.Benchmarks.Measures;

namespace BatchDashboard.Benchmarks.Report;

/// <summary>All that was measured, to look things up in.</summary>
internal sealed class Figures(IEnumerable<PartResult> parts)
{
    private readonly List<Measure> _all = [.. parts.SelectMany(part => part.Measures)];

    /// <summary>Batch sizes, smallest first.</summary>
    public IReadOnlyList<long> Sizes(string group) => [.. Of(group).Select(measure => measure.Jobs).Distinct().Order()];

    /// <summary>Names of a group, in the order in which they were measured.</summary>
    public IReadOnlyList<string> Names(string group) => [.. Of(group).Select(measure => measure.Name).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> SubjectsOf(string group, string name) =>
        [.. Of(group).Where(measure => measure.Name == name).Select(measure => measure.Subject).Distinct(StringComparer.Ordinal)];

    public Measure? Find(string group, string name, long jobs, string subject = Subjects.Own) =>
        Of(group).FirstOrDefault(measure => measure.Name == name && measure.Jobs == jobs && measure.Subject == subject);

    /// <summary>Of a group whose size matters little: of the largest batch that it was measured with.</summary>
    public Measure? FindAny(string group, string name) =>
        Of(group).Where(measure => measure.Name == name && measure.Subject == Subjects.Own).MaxBy(measure => measure.Jobs);

    public IReadOnlyList<Measure> All(string group, long jobs, string subject = Subjects.Own) =>
        [.. Of(group).Where(measure => measure.Jobs == jobs && measure.Subject == subject)];

    private IEnumerable<Measure> Of(string group) => _all.Where(measure => measure.Group == group);
}
