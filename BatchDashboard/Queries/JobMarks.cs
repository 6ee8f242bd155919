namespace BatchDashboard.Queries;

/// <summary>Failed jobs of a batch of which operators know something: those of some error types, without some jobs, and some other jobs.</summary>
/// <param name="IsOfType">Whether the failed jobs of an error type belong to it; <see cref="Wickson.ErrorTypes.Unknown"/> for those without a code.</param>
/// <param name="Without">Keys of jobs that do not, whatever their error type.</param>
/// <param name="With">Keys of jobs that do.</param>
/// <param name="Stamp">Stands for these marks and no others: what was found with it once is found again.</param>
public sealed record JobMarks(Func<string, bool> IsOfType, IReadOnlySet<string> Without, IReadOnlySet<string> With, string Stamp);
