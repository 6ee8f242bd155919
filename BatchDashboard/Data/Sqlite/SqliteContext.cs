using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BatchDashboard.Data.Sqlite;

/// <summary>The model on SQLite.</summary>
public sealed class SqliteContext(DbContextOptions<SqliteContext> options) : DashboardContext(options)
{
    internal override Task InsertJobsAsync(IEnumerable<JobRow> rows, CancellationToken cancellation) => SqliteJobs.InsertAsync(this, rows, cancellation);
}

/// <summary>For <c>./migrate.sh NAME</c>; no file is opened.</summary>
internal sealed class SqliteContextDesign : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteContext>().UseSqlite().Options);
}
