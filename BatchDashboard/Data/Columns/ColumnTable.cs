using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatchDashboard.Data.Columns;

/// <summary>A column of a copy, or a part of one.</summary>
/// <param name="Part">0-based; only texts have more than one.</param>
internal sealed record JobColumn(long SnapshotKey, ColumnKind Kind, int Part, byte[] Body);

/// <summary>Where the columns of whole copies are kept.</summary>
internal sealed class ColumnTable : IEntityTypeConfiguration<JobColumn>
{
    public void Configure(EntityTypeBuilder<JobColumn> builder) =>
        builder.ToTable("job_columns").HasKey(column => new { column.SnapshotKey, column.Kind, column.Part });

    public static async Task<object> ReadAsync(DashboardContext context, long snapshot, ColumnKind kind, CancellationToken cancellation)
    {
        var parts = await context.Set<JobColumn>()
            .Where(column => column.SnapshotKey == snapshot && column.Kind == kind)
            .OrderBy(column => column.Part)
            .Select(column => column.Body)
            .ToListAsync(cancellation);
        return kind switch
        {
            ColumnKind.Names or ColumnKind.JobIds or ColumnKind.MediaIds or ColumnKind.Errors => new TextColumn(parts),
            ColumnKind.Sizes or ColumnKind.Durations => parts is [var bins] ? bins : [],
            ColumnKind.Groups or ColumnKind.Ordinals or ColumnKind.Repeats => parts is [var numbers] ? Numbers(numbers) : [],
            _ => parts is [var order] && Numbers(order) is [var valued, .. var jobs] ? new JobSequence(jobs, valued) : new JobSequence([], 0),
        };
    }

    /// <summary>Writes one part of each column; true.</summary>
    public static async Task<bool> WriteAsync(
        DashboardContext context, long snapshot, IReadOnlyList<(ColumnKind Kind, byte[] Body)> columns, int part, CancellationToken cancellation)
    {
        // Another process may finish the same copy.
        var kinds = columns.Select(column => column.Kind).ToList();
        await context.Set<JobColumn>().Where(column => column.SnapshotKey == snapshot && kinds.Contains(column.Kind) && column.Part == part).ExecuteDeleteAsync(cancellation);
        context.AddRange(columns.Select(column => new JobColumn(snapshot, column.Kind, part, column.Body)));
        await context.SaveChangesAsync(cancellation);
        context.ChangeTracker.Clear();
        return true;
    }

    /// <summary>What is stored of a copy beside its texts.</summary>
    public static IReadOnlyList<(ColumnKind Kind, byte[] Body)> Numbers(ColumnBuilder builder) =>
        [.. ColumnBuilder.Stored.Select(kind => (kind, Blob(builder.Get(kind))))];

    private static byte[] Blob(object column) => column switch
    {
        byte[] bins => bins,
        JobSequence order => Blob([order.Valued, .. order.Jobs]),
        _ => Blob((int[])column),
    };

    private static byte[] Blob(ReadOnlySpan<int> numbers) => MemoryMarshal.AsBytes(numbers).ToArray();

    private static int[] Numbers(byte[] blob) => MemoryMarshal.Cast<byte, int>(blob).ToArray();
}
