using System.Globalization;
using BatchDashboard.Tests.Data;

namespace BatchDashboard.Tests.Lineage;

/// <summary>Rows of resubmissions as whoever sends files writes them, by another hand than the product's.</summary>
internal static class SentRows
{
    /// <summary>One accepted batch of a resubmission with its files.</summary>
    public static async Task WriteAsync(string file, SentBatch batch)
    {
        await using var connection = await TestDatabase.OpenFileAsync(file);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var at = batch.SentAt.ToUnixTimeMilliseconds();
        await RunAsync(
            "INSERT INTO resubmissions (resubmission_id, force_overwrite, started_by, started_at) VALUES ($1, $2, 'Ada', $3) ON CONFLICT DO NOTHING",
            batch.Resubmission, false, at);
        await RunAsync(
            """
            INSERT INTO resubmitted_batches (resubmission_id, number, batch_id, state, files, bytes, sent_at, settled_at)
            VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
            """,
            batch.Resubmission, batch.Number, batch.Id, batch.Id is null ? "planned" : "accepted", batch.Files.Count, at,
            batch.Files.Any(sent => sent.Outcome is null) ? null : at);
        foreach (var sent in batch.Files)
        {
            await RunAsync(
                """
                INSERT INTO resubmitted_files
                  (resubmission_id, batch_number, source_batch_id, source_job, source_name, error_code, verdict, file_name, size_bytes, batch_id, job, outcome, settled_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1000, $9, $10, $11, $12)
                """,
                batch.Resubmission, batch.Number, sent.Source, sent.SourceJob, sent.SourceName ?? sent.FileName, sent.Code, sent.Verdict, sent.FileName,
                batch.Id, sent.Job, sent.Outcome, sent.Outcome is null ? null : at);
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        async Task RunAsync(string sql, params object?[] values)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var index = 0; index < values.Length; index++)
            {
                var parameter = command.CreateParameter();
                // PostgreSQL counts those that have no name.
                parameter.ParameterName = TestDatabase.IsPostgreSql ? "" : string.Create(CultureInfo.InvariantCulture, $"${index + 1}");
                parameter.Value = values[index] ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}

/// <param name="Id">The new batch; null while nobody accepted it.</param>
internal sealed record SentBatch(string? Id, params IReadOnlyList<Sent> Files)
{
    public string Resubmission { get; init; } = "sent-1";

    public int Number { get; init; } = 1;

    public DateTimeOffset SentAt { get; init; } = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
}

/// <param name="Job">The new job, once it is known.</param>
/// <param name="Outcome">As it is stored; null while it is not known.</param>
internal sealed record Sent(string Source, string SourceJob, string? Job = null, string? Outcome = null)
{
    public string FileName { get; init; } = SourceJob + ".pdf";

    public string? SourceName { get; init; }

    public string? Code { get; init; } = "format_error";

    public string? Verdict { get; init; } = "ChangeFile";
}
