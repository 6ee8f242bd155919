namespace BatchDashboard.Data;

/// <summary>Orders of the list of batches, each from small to large; <see cref="Newest"/> is the exception.</summary>
public enum BatchSort
{
    /// <summary>The latest first, by the time of creation, or by the time that it was first seen where the API sent none.</summary>
    Newest,
    Name,
    Status,
    /// <summary>Succeeded files of all; a batch without files comes before all others.</summary>
    Completion,
    Failed,
    Total,
    Size,
    Duration,
    Created,
    Completed,
}

/// <summary>Which batches are listed, in which order, and which page of them.</summary>
public sealed record BatchListQuery
{
    public const int DefaultPageSize = 50;

    /// <summary>1-based. One behind the last is the last.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Batches a page, at least 1.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>Part of a name, an id or a collection, in any case of letters; empty for all.</summary>
    public string Search { get; init; } = "";

    /// <summary>The API's words, any of which a batch must have, in any case of letters; empty for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>In any case of letters; empty for all.</summary>
    public string Collection { get; init; } = "";

    /// <summary>Days back from now in which a batch ended, or else began; 0 for all.</summary>
    public int Days { get; init; }

    public BatchSort Sort { get; init; }

    /// <summary>The order turned round.</summary>
    public bool Descending { get; init; }

    public bool IsFiltered => Search.Length > 0 || Statuses.Count > 0 || Collection.Length > 0 || Days > 0;
}

/// <summary>One page of the list of batches, and what there is around it.</summary>
/// <param name="Query">What was answered: the page is one that there is, and values are spelled as the batches have them.</param>
/// <param name="Batches">The batches of the page, in order.</param>
/// <param name="Total">Batches that match.</param>
/// <param name="Known">All batches.</param>
/// <param name="Statuses">Statuses of the batches that match everything but the status, most frequent first; without an empty one.</param>
/// <param name="Collections">Collections of all batches, most frequent first; at most <see cref="MaxCollections"/>.</param>
/// <param name="Days">Sums of the batches in the period and the collection of the query, by the day on which they ended; oldest first.</param>
public sealed record BatchListPage(
    BatchListQuery Query,
    IReadOnlyList<CachedBatch> Batches,
    long Total,
    long Known,
    IReadOnlyList<(string Value, long Count)> Statuses,
    IReadOnlyList<(string Value, long Count)> Collections,
    IReadOnlyList<BatchDay> Days)
{
    public const int MaxCollections = 200;
}

/// <summary>Batches that ended on one day (UTC), or else began, and their files.</summary>
public sealed record BatchDay(DateOnly Day, int Batches, long Files, long Succeeded, long Failed);
