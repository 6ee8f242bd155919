namespace BatchDashboard.Cache;

/// <summary>
/// The statements of <see cref="LineageStore"/>. A UNION drops what was reached before, so that files which were sent in a
/// circle end it.
/// </summary>
internal static class LineageSql
{
    public const string Stamp =
        "SELECT count(*), coalesce(max(rowid), 0), count(batch_id), count(settled_at) FROM resubmitted_batches";

    /// <summary>Files sent for jobs of a batch, through all generations; each with the job of the batch that it began with.</summary>
    public const string SentOfBatch =
        """
        WITH RECURSIVE sent(root, code, batch_id, job, outcome, resubmission_id) AS (
          SELECT source_job, coalesce(error_code, ''), batch_id, job, outcome, resubmission_id
          FROM resubmitted_files WHERE source_batch_id = ?1 AND batch_id IS NOT NULL
          UNION
          SELECT sent.root, sent.code, file.batch_id, file.job, file.outcome, file.resubmission_id
          FROM sent JOIN resubmitted_files AS file ON file.source_batch_id = sent.batch_id AND file.source_job = sent.job
          WHERE file.batch_id IS NOT NULL)
        SELECT root, code, batch_id, job, outcome, resubmission_id FROM sent
        """;

    /// <summary>All batches that files lead to and come from, as edges with counts.</summary>
    public const string Family =
        """
        WITH RECURSIVE family(id) AS (
          SELECT ?1
          UNION
          SELECT file.batch_id FROM family JOIN resubmitted_files AS file ON file.source_batch_id = family.id
          WHERE file.batch_id IS NOT NULL
          UNION
          SELECT file.source_batch_id FROM family JOIN resubmitted_files AS file ON file.batch_id = family.id)
        SELECT file.source_batch_id, file.batch_id, count(*),
          count(*) FILTER (WHERE file.outcome = 'succeeded'),
          count(*) FILTER (WHERE file.outcome = 'failed'),
          count(*) FILTER (WHERE file.outcome = 'skipped')
        FROM family JOIN resubmitted_files AS file ON file.source_batch_id = family.id
        WHERE file.batch_id IS NOT NULL
        GROUP BY file.source_batch_id, file.batch_id
        ORDER BY min(file.key)
        """;

    public const string Descendants =
        """
        WITH RECURSIVE chain(key, batch_id, job) AS (
          SELECT key, batch_id, job FROM resubmitted_files WHERE source_batch_id = ?1 AND source_job = ?2 AND batch_id IS NOT NULL
          UNION
          SELECT file.key, file.batch_id, file.job
          FROM chain JOIN resubmitted_files AS file ON file.source_batch_id = chain.batch_id AND file.source_job = chain.job
          WHERE file.batch_id IS NOT NULL)
        """ + Files + " ORDER BY file.key LIMIT 100";

    public const string Ancestors =
        """
        WITH RECURSIVE chain(key, batch_id, job) AS (
          SELECT key, source_batch_id, source_job FROM resubmitted_files WHERE batch_id = ?1 AND job = ?2
          UNION
          SELECT file.key, file.source_batch_id, file.source_job
          FROM chain JOIN resubmitted_files AS file ON file.batch_id = chain.batch_id AND file.job = chain.job)
        """ + Files + " ORDER BY file.key DESC LIMIT 100";

    /// <summary>Jobs of which a descendant succeeded, from those upwards.</summary>
    public const string AllFixed =
        """
        WITH RECURSIVE fixed(batch_id, job, code) AS (
          SELECT source_batch_id, source_job, coalesce(error_code, '') FROM resubmitted_files
          WHERE outcome = 'succeeded' AND batch_id IS NOT NULL
          UNION
          SELECT file.source_batch_id, file.source_job, coalesce(file.error_code, '')
          FROM fixed JOIN resubmitted_files AS file ON file.batch_id = fixed.batch_id AND file.job = fixed.job)
        SELECT batch_id, job, code FROM fixed
        """;

    public const string AllFailedAgain =
        """
        SELECT DISTINCT source_batch_id, source_job, coalesce(error_code, '') FROM resubmitted_files
        WHERE outcome = 'failed' AND batch_id IS NOT NULL
        """;

    public const string AdviceDays =
        """
        SELECT coalesce(file.error_code, ''), coalesce(file.verdict, ''),
          coalesce(batch.sent_at, resubmission.started_at, file.settled_at, 0) / 86400000 AS day,
          count(*),
          count(*) FILTER (WHERE file.outcome = 'succeeded'),
          count(*) FILTER (WHERE file.outcome = 'failed'),
          count(*) FILTER (WHERE file.outcome = 'skipped')
        FROM resubmitted_files AS file
        LEFT JOIN resubmitted_batches AS batch ON batch.resubmission_id = file.resubmission_id AND batch.number = file.batch_number
        LEFT JOIN resubmissions AS resubmission ON resubmission.resubmission_id = file.resubmission_id
        WHERE file.batch_id IS NOT NULL
        GROUP BY 1, 2, 3
        ORDER BY 3, 1, 2
        """;

    private const string Files =
        """
         SELECT DISTINCT file.source_batch_id, file.source_job, source.name, file.source_name, file.file_name, file.batch_id, target.name,
          file.job, file.outcome, sent.sent_at, file.key
        FROM chain JOIN resubmitted_files AS file ON file.key = chain.key
        LEFT JOIN batches AS source ON source.batch_id = file.source_batch_id
        LEFT JOIN batches AS target ON target.batch_id = file.batch_id
        LEFT JOIN resubmitted_batches AS sent ON sent.resubmission_id = file.resubmission_id AND sent.number = file.batch_number
        """;
}
