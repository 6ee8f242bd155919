using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatchDashboard.Data;

/// <summary>Inserts rows past the change tracker, some with each statement: for rows by the thousand.</summary>
internal static class BulkInsert
{
    // SQLite looks for each parameter among all of a statement, so that many rows at once are slower again.
    private const int MaxRows = 20;

    /// <summary>Inserts rows that have their keys already, within the transaction of the context.</summary>
    public static async Task InsertAsync<T>(this DashboardContext context, IEnumerable<T> rows, CancellationToken cancellation)
        where T : class
    {
        var type = context.Model.FindEntityType(typeof(T))!;
        var columns = type.GetFlattenedProperties()
            .Select(property => (Name: property.GetColumnName(), Type: property.GetRelationalTypeMapping(), Value: property.GetGetter()))
            .ToList();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        foreach (var chunk in rows.Chunk(MaxRows))
        {
            command.Parameters.Clear();
            foreach (var row in chunk)
            {
                foreach (var column in columns)
                {
                    command.Parameters.Add(column.Type.CreateParameter(command, Parameter(command.Parameters.Count), column.Value.GetClrValueUsingContainingEntity(row)));
                }
            }

            // The same text is prepared once.
            var values = Enumerable.Range(0, chunk.Length)
                .Select(row => $"({string.Join(", ", Enumerable.Range(row * columns.Count, columns.Count).Select(Parameter))})");
            command.CommandText = $"INSERT INTO {type.GetTableName()} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES {string.Join(", ", values)}";
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static string Parameter(int number) => "@p" + number.ToString(CultureInfo.InvariantCulture);
}
