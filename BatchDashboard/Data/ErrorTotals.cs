using BatchDashboard.Wickson;

namespace BatchDashboard.Data;

/// <summary>The errors of all batches of a scope, and of the period of the same length before it.</summary>
/// <param name="Collection">The scope's, as the batches spell it.</param>
/// <param name="Collections">Of all batches, most frequent first.</param>
/// <param name="Batches">In the scope, those without failures included.</param>
/// <param name="Unknown">Failed files of the scope that no error type counts yet.</param>
/// <param name="Now">In no order.</param>
/// <param name="Before">In no order; empty when the scope is all time.</param>
public sealed record ErrorTotals(
    string Collection,
    IReadOnlyList<string> Collections,
    int Batches,
    long Unknown,
    IReadOnlyList<ErrorTotal> Now,
    IReadOnlyList<ErrorTotal> Before,
    IReadOnlyList<(DateOnly Day, string ErrorType, long Files)> Days);

/// <summary>Failures of one kind, an error type or a group of it, over many batches.</summary>
/// <param name="Hash">The same for the same kind, in every answer.</param>
/// <param name="Name">Null for failures without a message, or without the key of the details.</param>
public sealed record ErrorTotal(long Hash, string? Name, long Files, int Batches)
{
    /// <summary>When the first of them failed, or its batch ended where that is not known.</summary>
    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>Failures of one kind in one batch.</summary>
/// <param name="Hash">The <see cref="ErrorTotal"/>'s.</param>
public sealed record ErrorOfBatch(long Hash, string? Name, BatchId Batch, string? BatchName, DateTimeOffset? CompletedAt, long Files);

/// <summary>The groups of one error type over the batches of a scope, by message pattern or by the values of a key of the details.</summary>
/// <param name="Now">The largest first.</param>
/// <param name="Before">What <paramref name="Now"/> has, in the period before.</param>
/// <param name="Gone">Only in the period before, the largest first.</param>
/// <param name="Keys">Of the details of the failures, the most frequent first.</param>
/// <param name="Grouped">Failures of the scope that are in a group; those of batches that are not wholly downloaded are in none.</param>
public sealed record ErrorGroupTotals(
    IReadOnlyList<ErrorTotal> Now, IReadOnlyList<ErrorTotal> Before, IReadOnlyList<ErrorTotal> Gone, IReadOnlyList<string> Keys, long Grouped);
