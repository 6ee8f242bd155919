namespace BatchDashboard.Export;

/// <summary>What is exported as a table: its columns, and rows that come a block at a time.</summary>
public abstract class Rows
{
    /// <summary>Names as in the API's JSON.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    public abstract long Total { get; }

    /// <summary>Whether a column has times: the API's names of times end so.</summary>
    public static bool IsTime(string column) => column.EndsWith("_at", StringComparison.Ordinal);

    /// <summary>A block is good until the next one is asked for.</summary>
    public abstract IAsyncEnumerable<RowBlock> BlocksAsync(CancellationToken cancellation);

    /// <summary>Rows of a list that is in memory.</summary>
    public static Rows Of<T>(IReadOnlyList<string> columns, IReadOnlyList<T> items, Action<T, ICells> write) => new ListedRows<T>(columns, items, write);

    private sealed class ListedRows<T>(IReadOnlyList<string> columns, IReadOnlyList<T> items, Action<T, ICells> write) : Rows
    {
        public override IReadOnlyList<string> Columns => columns;

        public override long Total => items.Count;

        public override async IAsyncEnumerable<RowBlock> BlocksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new RowBlock(items.Count, (index, cells) => write(items[index], cells));
            await Task.CompletedTask;
        }
    }
}

/// <summary>Some rows.</summary>
/// <param name="Write">Writes the cells of the row with the 0-based index.</param>
public readonly record struct RowBlock(int Count, Action<int, ICells> Write);
