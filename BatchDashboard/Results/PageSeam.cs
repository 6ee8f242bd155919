namespace BatchDashboard.Results;

/// <summary>
/// Live pages of a batch that grows at its beginning: its jobs move to the next page while somebody reads the one before, and
/// would be seen twice.
/// </summary>
public static class PageSeam
{
    /// <summary>The page without the jobs that were on the one before, and a sentence that says so.</summary>
    /// <param name="before">What was shown before it; another page than the one before it is ignored.</param>
    public static JobPage After(this JobPage page, JobPage? before)
    {
        if (before is null || !page.Query.IsPlain || page.Query != before.Query with { Page = before.Query.Page + 1 })
        {
            return page;
        }

        var seen = before.Rows.Where(row => row.JobId is not null).Select(row => (row.JobId, row.FileName)).ToHashSet();
        var rows = page.Rows.Where(row => !seen.Contains((row.JobId, row.FileName))).ToList();
        return (page.Rows.Count - rows.Count) switch
        {
            0 => page,
            var moved => page with
            {
                Rows = rows,
                Notices =
                [
                    .. page.Notices,
                    FormattableString.Invariant($"{moved:N0} {(moved == 1 ? "job" : "jobs")} moved here from page {before.Query.Page:N0} as the batch grew, and {(moved == 1 ? "is" : "are")} not shown again."),
                ],
            },
        };
    }
}
