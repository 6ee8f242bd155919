using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BatchDashboard.Data.PostgreSql;

/// <summary>The model on PostgreSQL.</summary>
public sealed class PostgreSqlContext(DbContextOptions<PostgreSqlContext> options) : DashboardContext(options)
{
    internal override Task InsertJobsAsync(IEnumerable<JobRow> rows, CancellationToken cancellation) => PostgreSqlJobs.InsertAsync(this, rows, cancellation);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // By bytes, as SQLite compares: the order of a server's language would be another one on each server.
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}

/// <summary>For <c>./migrate.sh NAME</c>; no server is asked.</summary>
internal sealed class PostgreSqlContextDesign : IDesignTimeDbContextFactory<PostgreSqlContext>
{
    public PostgreSqlContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlContext>().UseNpgsql().Options);
}
