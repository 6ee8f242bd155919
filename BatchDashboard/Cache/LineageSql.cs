namespace BatchDashboard.Cache;

/// <summary>
/// The statements of <see cref="LineageStore"/>. A UNION drops what was reached before, so that files which were sent in a
/// circle end it.
/// </summary>
internal static class LineageSql
{
    public const string Stamp =
        "SELECT count(*), coalesce(max(rowid), 0), count(batch_id), count(settled_at) FROM resubmitted_batches";

    /// <summary>Files sent for jobs of a batch.</summary>
    public const string SentOfBatch =
        """
        SELECT source_job, coalesce(error_code, ''), batch_id, job, outcome, resubmission_id
        FROM resubmitted_files WHERE source_batch_id = ?1 AND batch_id IS NOT NULL
        """;

    /// <summary>Files sent for those that were sent for jobs of a batch, and so on; each with the job of the batch that it began with.</summary>
    public const string SentAfterBatch =
        """
        WITH RECURSIVE sent(root, code, batch_id, job, outcome, resubmission_id) AS (
          SELECT first.source_job, coalesce(first.error_code, ''), next.batch_id, next.job, next.outcome, next.resubmission_id
          FROM resubmitted_files AS first
          JOIN resubmitted_files AS next ON next.source_batch_id = first.batch_id AND next.source_job = first.job
          WHERE first.source_batch_id = ?1 AND next.batch_id IS NOT NULL
          UNION
          SELECT sent.root, sent.code, next.batch_id, next.job, next.outcome, next.resubmission_id
          FROM sent JOIN resubmitted_files AS next ON next.source_batch_id = sent.batch_id AND next.source_job = sent.job
          WHERE next.batch_id IS NOT NULL)
        SELECT root, code, batch_id, job, outcome, resubmission_id FROM sent
        """;

    /// <summary>Batches that files of a batch went to, with counts.</summary>
    public const string Targets =
        """
        SELECT batch_id, min(key), count(*),
          count(*) FILTER (WHERE outcome = 'succeeded'),
          count(*) FILTER (WHERE outcome = 'failed'),
          count(*) FILTER (WHERE outcome = 'skipped'),
          count(*) FILTER (WHERE outcome = 'lost'),
          min(resubmission_id)
        FROM resubmitted_files WHERE source_batch_id = ?1 AND batch_id IS NOT NULL GROUP BY batch_id
        """;

    /// <summary>Batches that files of a batch came from.</summary>
    public const string Sources = "SELECT DISTINCT source_batch_id FROM resubmitted_files WHERE batch_id = ?1";

    /// <summary>Each new batch with the batch that its first file came from, and from how many its files came.</summary>
    public const string Origins =
        """
        SELECT batch.batch_id,
          (SELECT file.source_batch_id FROM resubmitted_files AS file WHERE file.batch_id = batch.batch_id ORDER BY file.key LIMIT 1),
          (SELECT count(DISTINCT file.source_batch_id) FROM resubmitted_files AS file WHERE file.batch_id = batch.batch_id)
        FROM resubmitted_batches AS batch WHERE batch.batch_id IS NOT NULL
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

    /// <summary>Jobs whose file succeeded when it was sent again.</summary>
    public const string AllFixedAtOnce =
        """
        SELECT source_batch_id, source_job, coalesce(error_code, '') FROM resubmitted_files
        WHERE outcome = 'succeeded' AND batch_id IS NOT NULL
        """;

    /// <summary>Jobs of which a later descendant succeeded, from those upwards.</summary>
    public const string AllFixedLater =
        """
        WITH RECURSIVE fixed(batch_id, job, code) AS (
          SELECT before.source_batch_id, before.source_job, coalesce(before.error_code, '')
          FROM resubmitted_files AS last JOIN resubmitted_files AS before ON before.batch_id = last.source_batch_id AND before.job = last.source_job
          WHERE last.outcome = 'succeeded' AND last.batch_id IS NOT NULL
          UNION
          SELECT before.source_batch_id, before.source_job, coalesce(before.error_code, '')
          FROM fixed JOIN resubmitted_files AS before ON before.batch_id = fixed.batch_id AND before.job = fixed.job)
        SELECT batch_id, job, code FROM fixed
        """;

    public const string AllFailedAgain =
        """
        SELECT source_batch_id, source_job, coalesce(error_code, '') FROM resubmitted_files
        WHERE outcome = 'failed' AND batch_id IS NOT NULL
        """;

    public const string AdviceDays =
        """
        SELECT coalesce(file.error_code, ''), coalesce(file.verdict, ''),
          coalesce(batch.sent_at, resubmission.started_at, file.settled_at, 0) / 86400000 AS day,
          count(*),
          count(*) FILTER (WHERE file.outcome = 'succeeded'),
          count(*) FILTER (WHERE file.outcome = 'failed'),
          count(*) FILTER (WHERE file.outcome = 'skipped'),
          count(*) FILTER (WHERE file.outcome = 'lost')
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
