using BatchDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace BatchDashboard.Lineage;

/// <summary>
/// The recursive questions, which LINQ cannot ask, in SQL that SQLite and PostgreSQL both take. A UNION drops what was reached
/// before, so that files which were sent in a circle end it.
/// </summary>
internal static class LineageQueries
{
    /// <summary>Keys of the files that were sent for a job, for those files' jobs, and so on.</summary>
    public static IQueryable<long> Descendants(DashboardContext context, string batch, string job) => context.Database.SqlQuery<long>(
        $"""
        WITH RECURSIVE descendant(key, batch_id, job) AS (
          SELECT key, batch_id, job FROM resubmitted_files WHERE source_batch_id = {batch} AND source_job = {job} AND batch_id IS NOT NULL
          UNION
          SELECT child.key, child.batch_id, child.job
          FROM descendant JOIN resubmitted_files AS child ON child.source_batch_id = descendant.batch_id AND child.source_job = descendant.job
          WHERE child.batch_id IS NOT NULL)
        SELECT key AS "Value" FROM descendant
        """);

    /// <summary>Keys of the file that became a job, of the file that its source became from, and so on.</summary>
    public static IQueryable<long> Ancestors(DashboardContext context, string batch, string job) => context.Database.SqlQuery<long>(
        $"""
        WITH RECURSIVE ancestor(key, batch_id, job) AS (
          SELECT key, source_batch_id, source_job FROM resubmitted_files WHERE batch_id = {batch} AND job = {job}
          UNION
          SELECT parent.key, parent.source_batch_id, parent.source_job
          FROM ancestor JOIN resubmitted_files AS parent ON parent.batch_id = ancestor.batch_id AND parent.job = ancestor.job)
        SELECT key AS "Value" FROM ancestor
        """);

    /// <summary>Keys of the files of which a descendant, not the file itself, succeeded.</summary>
    public static IQueryable<long> FixedLater(DashboardContext context) => context.Database.SqlQuery<long>(
        $"""
        WITH RECURSIVE fixed(key, batch_id, job) AS (
          SELECT parent.key, parent.source_batch_id, parent.source_job
          FROM resubmitted_files AS child JOIN resubmitted_files AS parent ON parent.batch_id = child.source_batch_id AND parent.job = child.source_job
          WHERE child.outcome = 'succeeded' AND child.batch_id IS NOT NULL
          UNION
          SELECT parent.key, parent.source_batch_id, parent.source_job
          FROM fixed JOIN resubmitted_files AS parent ON parent.batch_id = fixed.batch_id AND parent.job = fixed.job)
        SELECT key AS "Value" FROM fixed
        """);

    /// <summary>Files that were sent for the new jobs of a batch's files, and so on.</summary>
    public static IQueryable<LaterFile> SentAfter(DashboardContext context, string batch) => context.Database.SqlQuery<LaterFile>(
        $"""
        WITH RECURSIVE later(root, code, key, batch_id, job) AS (
          SELECT parent.source_job, parent.error_code, child.key, child.batch_id, child.job
          FROM resubmitted_files AS parent
          JOIN resubmitted_files AS child ON child.source_batch_id = parent.batch_id AND child.source_job = parent.job
          WHERE parent.source_batch_id = {batch} AND child.batch_id IS NOT NULL
          UNION
          SELECT later.root, later.code, child.key, child.batch_id, child.job
          FROM later JOIN resubmitted_files AS child ON child.source_batch_id = later.batch_id AND child.source_job = later.job
          WHERE child.batch_id IS NOT NULL)
        SELECT root AS "Root", code AS "Code", key AS "Key" FROM later
        """);

    /// <summary>Jobs of one batch, and the jobs of another that their files became through all generations, in the order of sending.</summary>
    public static IQueryable<FilePair> Became(DashboardContext context, string batch, string other) => context.Database.SqlQuery<FilePair>(
        $"""
        WITH RECURSIVE ancestor(key, became, batch_id, job) AS (
          SELECT key, job, source_batch_id, source_job FROM resubmitted_files WHERE batch_id = {other} AND job IS NOT NULL
          UNION
          SELECT ancestor.key, ancestor.became, parent.source_batch_id, parent.source_job
          FROM ancestor JOIN resubmitted_files AS parent ON parent.batch_id = ancestor.batch_id AND parent.job = ancestor.job)
        SELECT key AS "Key", job AS "Job", became AS "Became" FROM ancestor WHERE batch_id = {batch}
        """).OrderBy(pair => pair.Key);

    /// <summary>A batch, and the batches that it is related to through files, directly or through others; none when there are no others.</summary>
    public static IQueryable<string> Family(DashboardContext context, string batch) => context.Database.SqlQuery<string>(
        $"""
        WITH RECURSIVE family(batch_id) AS (
          SELECT CASE WHEN batch_id = {batch} THEN batch_id ELSE source_batch_id END
          FROM resubmitted_files WHERE (source_batch_id = {batch} OR batch_id = {batch}) AND batch_id IS NOT NULL
          UNION
          SELECT CASE WHEN file.batch_id = family.batch_id THEN file.source_batch_id ELSE file.batch_id END
          FROM family JOIN resubmitted_files AS file ON file.source_batch_id = family.batch_id OR file.batch_id = family.batch_id
          WHERE file.batch_id IS NOT NULL)
        SELECT batch_id AS "Value" FROM family
        """);

    /// <summary>The batches that the files of a batch came from, through all generations.</summary>
    public static IQueryable<string> Sources(DashboardContext context, string batch) => context.Database.SqlQuery<string>(
        $"""
        WITH RECURSIVE source(batch_id) AS (
          SELECT source_batch_id FROM resubmitted_files WHERE batch_id = {batch}
          UNION
          SELECT file.source_batch_id FROM source JOIN resubmitted_files AS file ON file.batch_id = source.batch_id)
        SELECT batch_id AS "Value" FROM source
        """);

    /// <param name="Root">The job of the batch that it began with.</param>
    /// <param name="Code">The error code of that job.</param>
    /// <param name="Key">The later file.</param>
    internal sealed record LaterFile(string Root, string? Code, long Key);

    internal sealed record FilePair(long Key, string Job, string Became);
}
