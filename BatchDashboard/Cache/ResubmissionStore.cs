using System.Globalization;

namespace BatchDashboard.Cache;

/// <summary>
/// What was sent again, and what became of each batch of it. Every step is written before or with what it tells, so that
/// after a crash nothing is sent a second time. Throws <see cref="CacheException"/> for trouble with the database.
/// </summary>
public sealed class ResubmissionStore(CacheDatabase database, TimeProvider time)
{
    private const string FileColumns = "batch_number, source_batch_id, source_job, source_name, error_code, verdict, file_name, size_bytes";

    /// <summary>Keeps a plan, all of it or nothing, before anything is sent.</summary>
    public Task CreateAsync(NewResubmission resubmission, CancellationToken cancellation) => database.WriteAsync(
        (reader, token) =>
        {
            reader.Prepare(
                """
                INSERT INTO resubmissions (resubmission_id, collection, force_overwrite, started_by, started_at) VALUES (?1, ?2, ?3, ?4, ?5)
                """)
                .Bind(1, resubmission.Id).Bind(2, resubmission.Collection).Bind(3, resubmission.ForceOverwrite ? 1L : 0L)
                .Bind(4, resubmission.StartedBy).Bind(5, Now()).Run();
            foreach (var batch in resubmission.Files.GroupBy(file => file.BatchNumber))
            {
                token.ThrowIfCancellationRequested();
                reader.Prepare("INSERT INTO resubmitted_batches (resubmission_id, number, state, files, bytes) VALUES (?1, ?2, 'planned', ?3, ?4)")
                    .Bind(1, resubmission.Id).Bind(2, (long)batch.Key).Bind(3, (long)batch.Count()).Bind(4, batch.Sum(file => file.SizeBytes)).Run();
                foreach (var file in batch)
                {
                    Insert(reader, resubmission.Id, file);
                }
            }

            return true;
        },
        cancellation);

    /// <summary>Keeps what was sent and accepted elsewhere, but for batches that are known already. What is new of it.</summary>
    /// <param name="accepted">The API's id of each batch, and when it was sent, by its number.</param>
    public Task<(int Batches, int Files)> AdoptAsync(
        NewResubmission resubmission, IReadOnlyDictionary<int, (string BatchId, DateTimeOffset SentAt)> accepted, CancellationToken cancellation) => database.WriteAsync(
        (reader, token) =>
        {
            var unknown = resubmission.Files.GroupBy(file => file.BatchNumber).Where(batch => !IsKnown(reader, accepted[batch.Key].BatchId)).ToList();
            if (unknown.Count == 0)
            {
                return (0, 0);
            }

            reader.Prepare(
                """
                INSERT INTO resubmissions (resubmission_id, collection, force_overwrite, started_by, started_at, ended_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """)
                .Bind(1, resubmission.Id).Bind(2, resubmission.Collection).Bind(3, resubmission.ForceOverwrite ? 1L : 0L).Bind(4, resubmission.StartedBy)
                .Bind(5, unknown.Min(batch => accepted[batch.Key].SentAt).ToUnixTimeMilliseconds()).Bind(6, Now()).Run();
            foreach (var batch in unknown)
            {
                token.ThrowIfCancellationRequested();
                var (id, sentAt) = accepted[batch.Key];
                reader.Prepare(
                    """
                    INSERT INTO resubmitted_batches (resubmission_id, number, state, files, bytes, batch_id, sent_at) VALUES (?1, ?2, 'accepted', ?3, ?4, ?5, ?6)
                    """)
                    .Bind(1, resubmission.Id).Bind(2, (long)batch.Key).Bind(3, (long)batch.Count()).Bind(4, batch.Sum(file => file.SizeBytes))
                    .Bind(5, id).Bind(6, sentAt.ToUnixTimeMilliseconds()).Run();
                foreach (var file in batch)
                {
                    Insert(reader, resubmission.Id, file);
                }

                reader.Prepare("UPDATE resubmitted_files SET batch_id = ?3 WHERE resubmission_id = ?1 AND batch_number = ?2")
                    .Bind(1, resubmission.Id).Bind(2, (long)batch.Key).Bind(3, id).Run();
            }

            return (unknown.Count, unknown.Sum(batch => batch.Count()));
        },
        cancellation);

    public Task<StoredResubmission?> FindAsync(string id, CancellationToken cancellation) =>
        database.ReadAsync((reader, _) => Read(reader, id), cancellation);

    /// <summary>The files of one batch, in the order in which they are sent.</summary>
    public Task<IReadOnlyList<StoredNewFile>> FilesAsync(string id, int number, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredNewFile>>(
            (reader, _) => CacheReader.All(
                reader.Prepare($"SELECT {FileColumns} FROM resubmitted_files WHERE resubmission_id = ?1 AND batch_number = ?2 ORDER BY key")
                    .Bind(1, id).Bind(2, (long)number),
                ReadFile),
            cancellation);

    /// <summary>The files of the batches that can still be sent.</summary>
    public Task<IReadOnlyList<StoredNewFile>> UnsentAsync(string id, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredNewFile>>(
            (reader, _) => CacheReader.All(
                reader.Prepare(
                    $"""
                    SELECT {FileColumns} FROM resubmitted_files WHERE resubmission_id = ?1 AND batch_number IN (
                        SELECT number FROM resubmitted_batches WHERE resubmission_id = ?1 AND state IN ('planned', 'refused', 'cancelled'))
                    ORDER BY key
                    """).Bind(1, id),
                ReadFile),
            cancellation);

    /// <summary>The failed jobs of a batch that were sent again and have not failed since; those on their way or in doubt included.</summary>
    public Task<IReadOnlySet<string>> SentJobsAsync(string sourceBatch, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlySet<string>>(
            (reader, _) => CacheReader.All(
                reader.Prepare(
                    """
                    SELECT DISTINCT file.source_job FROM resubmitted_files AS file
                    JOIN resubmitted_batches AS batch ON batch.resubmission_id = file.resubmission_id AND batch.number = file.batch_number
                    WHERE file.source_batch_id = ?1
                        AND ((file.batch_id IS NOT NULL AND (file.outcome IS NULL OR file.outcome = 'succeeded')) OR batch.state IN ('sending', 'unknown'))
                    """).Bind(1, sourceBatch),
                row => row.Text(0)!).ToHashSet(StringComparer.Ordinal),
            cancellation);

    /// <summary>Resubmissions of a batch's files of which something is still to be sent or in doubt, newest first.</summary>
    public Task<IReadOnlyList<StoredResubmission>> UnfinishedAsync(string sourceBatch, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredResubmission>>(
            (reader, _) =>
            {
                var ids = CacheReader.All(
                    reader.Prepare(
                        """
                        SELECT resubmission_id FROM resubmissions
                        WHERE ended_at IS NULL AND resubmission_id IN (SELECT resubmission_id FROM resubmitted_files WHERE source_batch_id = ?1)
                        ORDER BY started_at DESC LIMIT 5
                        """).Bind(1, sourceBatch),
                    row => row.Text(0)!);
                return ids.ConvertAll(id => Read(reader, id)!);
            },
            cancellation);

    /// <summary>Batches that were refused or broke off are to be sent again.</summary>
    public Task PlanAgainAsync(string id, IReadOnlyList<int> numbers, CancellationToken cancellation) => database.WriteAsync(
        (reader, _) =>
        {
            foreach (var number in numbers)
            {
                reader.Prepare(
                    """
                    UPDATE resubmitted_batches SET state = 'planned', sentence = NULL
                    WHERE resubmission_id = ?1 AND number = ?2 AND state IN ('refused', 'cancelled')
                    """).Bind(1, id).Bind(2, (long)number).Run();
            }

            MarkEnd(reader, id);
            return true;
        },
        cancellation);

    /// <summary>
    /// Takes the right to send a planned batch: true for one caller only, whoever else asks at the same time. False, too, when a
    /// file of it was sent by another resubmission since this one was planned, and has not failed there: it would be paid for twice.
    /// </summary>
    public Task<bool> TryBeginAsync(string id, int number, CancellationToken cancellation) => database.WriteAsync(
        (reader, _) =>
        {
            reader.Prepare(
                """
                UPDATE resubmitted_batches SET state = 'sending', sentence = NULL, sent_at = ?3, alive_at = ?3
                WHERE resubmission_id = ?1 AND number = ?2 AND state = 'planned' AND NOT EXISTS (
                    SELECT 1 FROM resubmitted_files AS own
                    JOIN resubmitted_files AS other ON other.source_batch_id = own.source_batch_id AND other.source_job = own.source_job
                        AND other.resubmission_id <> own.resubmission_id
                    JOIN resubmitted_batches AS sent ON sent.resubmission_id = other.resubmission_id AND sent.number = other.batch_number
                    JOIN resubmissions AS this ON this.resubmission_id = own.resubmission_id
                    WHERE own.resubmission_id = ?1 AND own.batch_number = ?2 AND sent.sent_at >= this.started_at
                        AND (sent.state IN ('sending', 'unknown') OR (sent.state = 'accepted' AND coalesce(other.outcome, '') <> 'failed')))
                """).Bind(1, id).Bind(2, (long)number).Bind(3, Now()).Run();
            return Changed(reader);
        },
        cancellation);

    /// <summary>
    /// The API made the batch: it and its files get the new id in one step. False when it was neither being sent nor in
    /// doubt, or the id is another sent batch's.
    /// </summary>
    public Task<bool> AcceptAsync(string id, int number, string newBatch, string? sentence, CancellationToken cancellation) => database.WriteAsync(
        (reader, _) =>
        {
            reader.Prepare(
                """
                UPDATE resubmitted_batches SET state = 'accepted', batch_id = ?3, sentence = ?4
                WHERE resubmission_id = ?1 AND number = ?2 AND state IN ('sending', 'unknown')
                    AND NOT EXISTS (SELECT 1 FROM resubmitted_batches AS other WHERE other.batch_id = ?3)
                """).Bind(1, id).Bind(2, (long)number).Bind(3, newBatch).Bind(4, sentence).Run();
            if (!Changed(reader))
            {
                return false;
            }

            reader.Prepare("UPDATE resubmitted_files SET batch_id = ?3 WHERE resubmission_id = ?1 AND batch_number = ?2")
                .Bind(1, id).Bind(2, (long)number).Bind(3, newBatch).Run();
            MarkEnd(reader, id);
            return true;
        },
        cancellation);

    /// <summary>True when a batch that was sent from here is known under the id already.</summary>
    public Task<bool> IsKnownAsync(string batch, CancellationToken cancellation) => database.ReadAsync((reader, _) => IsKnown(reader, batch), cancellation);

    /// <summary>Moves a batch from one state to another; false when it was not in the first.</summary>
    public Task<bool> MoveAsync(string id, int number, NewBatchState from, NewBatchState to, string? sentence, CancellationToken cancellation) =>
        database.WriteAsync(
            (reader, _) =>
            {
                reader.Prepare("UPDATE resubmitted_batches SET state = ?4, sentence = ?5 WHERE resubmission_id = ?1 AND number = ?2 AND state = ?3")
                    .Bind(1, id).Bind(2, (long)number).Bind(3, Word(from)).Bind(4, Word(to)).Bind(5, sentence).Run();
                var moved = Changed(reader);
                MarkEnd(reader, id);
                return moved;
            },
            cancellation);

    /// <summary>Nothing that is still planned will be sent.</summary>
    public Task CancelPlannedAsync(string id, string sentence, CancellationToken cancellation) => database.WriteAsync(
        (reader, _) =>
        {
            reader.Prepare("UPDATE resubmitted_batches SET state = 'cancelled', sentence = ?2 WHERE resubmission_id = ?1 AND state = 'planned'")
                .Bind(1, id).Bind(2, sentence).Run();
            MarkEnd(reader, id);
            return true;
        },
        cancellation);

    /// <summary>These batches are still on their way.</summary>
    public Task KeepSendingAsync(IReadOnlyList<(string Id, int Number)> batches, CancellationToken cancellation) => database.WriteAsync(
        (reader, _) =>
        {
            foreach (var (id, number) in batches)
            {
                reader.Prepare("UPDATE resubmitted_batches SET alive_at = ?3 WHERE resubmission_id = ?1 AND number = ?2 AND state = 'sending'")
                    .Bind(1, id).Bind(2, (long)number).Bind(3, Now()).Run();
            }

            return true;
        },
        cancellation);

    /// <summary>Batches that nobody has said of for so long that they are on their way are in doubt. The resubmissions of such batches.</summary>
    public Task<IReadOnlyList<string>> LoseSendingAsync(TimeSpan silence, string sentence, CancellationToken cancellation) =>
        database.WriteAsync<IReadOnlyList<string>>(
            (reader, _) => CacheReader.All(
                reader.Prepare(
                    """
                    UPDATE resubmitted_batches SET state = 'unknown', sentence = ?2
                    WHERE state = 'sending' AND coalesce(alive_at, 0) <= ?1 RETURNING resubmission_id
                    """).Bind(1, Now() - (long)silence.TotalMilliseconds).Bind(2, sentence),
                row => row.Text(0)!),
            cancellation);

    private static bool IsKnown(CacheReader reader, string batch) =>
        CacheReader.Number(reader.Prepare("SELECT count(*) FROM resubmitted_batches WHERE batch_id = ?1").Bind(1, batch)) > 0;

    private static StoredResubmission? Read(CacheReader reader, string id)
    {
        var row = reader.Prepare(
            "SELECT collection, force_overwrite, started_by, started_at, ended_at FROM resubmissions WHERE resubmission_id = ?1").Bind(1, id);
        if (!row.Step())
        {
            return null;
        }

        return new StoredResubmission(
            id, row.Text(0), row.Long(1) != 0, row.Text(2) ?? "", At(row.Long(3)), At(row.LongOrNull(4)),
            CacheReader.All(
                reader.Prepare("SELECT DISTINCT source_batch_id FROM resubmitted_files WHERE resubmission_id = ?1").Bind(1, id), source => source.Text(0)!),
            CacheReader.All(
                reader.Prepare(
                    "SELECT number, state, batch_id, sentence, files, bytes, sent_at FROM resubmitted_batches WHERE resubmission_id = ?1 ORDER BY number").Bind(1, id),
                batch => new StoredNewBatch(
                    (int)batch.Long(0), State(batch.Text(1)), batch.Text(2), batch.Text(3), (int)batch.Long(4), batch.Long(5), At(batch.LongOrNull(6)))));
    }

    private static StoredNewFile ReadFile(Statement row) => new(
        (int)row.Long(0), row.Text(1)!, row.Text(2)!, row.Text(3), row.Text(4), row.Text(5), row.Text(6)!, row.Long(7));

    private static void Insert(CacheReader reader, string id, StoredNewFile file) => reader.Prepare(
        """
        INSERT INTO resubmitted_files (resubmission_id, batch_number, source_batch_id, source_job, source_name, error_code, verdict, file_name, size_bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """)
        .Bind(1, id).Bind(2, (long)file.BatchNumber).Bind(3, file.SourceBatchId).Bind(4, file.SourceJob).Bind(5, Clean(file.SourceName))
        .Bind(6, Clean(file.ErrorCode)).Bind(7, file.Verdict).Bind(8, Clean(file.FileName)).Bind(9, file.SizeBytes).Run();

    // Under way as long as something is to come or in doubt.
    private void MarkEnd(CacheReader reader, string id) => reader.Prepare(
        """
        UPDATE resubmissions SET ended_at = CASE WHEN EXISTS (
            SELECT 1 FROM resubmitted_batches WHERE resubmission_id = ?1 AND state IN ('planned', 'sending', 'unknown')) THEN NULL ELSE ?2 END
        WHERE resubmission_id = ?1
        """).Bind(1, id).Bind(2, Now()).Run();

    private static bool Changed(CacheReader reader) => CacheReader.Number(reader.Prepare("SELECT changes()")) == 1;

    private static string? Clean(string? text) => text is null ? null : StoredText.Clean(text);

    // A word of a later version is shown as what it surely is: not to be sent again by this one.
    private static NewBatchState State(string? word) => Enum.TryParse<NewBatchState>(word, ignoreCase: true, out var state) ? state : NewBatchState.Unknown;

    private static string Word(NewBatchState state) => state.ToString().ToLower(CultureInfo.InvariantCulture);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } value ? At(value) : null;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
