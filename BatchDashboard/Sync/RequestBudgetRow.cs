using BatchDashboard.Wickson;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatchDashboard.Sync;

/// <summary>What all processes know of the requests of one API key.</summary>
internal sealed class RequestBudgetRow
{
    public required string Key { get; init; }

    /// <summary>Changes with every change, so that a process knows whether another one made it.</summary>
    public long Revision { get; set; }

    public required SharedBudget Budget { get; set; }
}

internal sealed class RequestBudgetTable : IEntityTypeConfiguration<RequestBudgetRow>
{
    public void Configure(EntityTypeBuilder<RequestBudgetRow> builder)
    {
        builder.ToTable("request_budgets").HasKey(row => row.Key);
        builder.ComplexProperty(row => row.Budget);
    }
}
