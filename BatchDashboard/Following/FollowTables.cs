using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatchDashboard.Following;

/// <summary>The tables of rules, of what they found, and of the messages about it.</summary>
internal sealed class FollowTables :
    IEntityTypeConfiguration<FollowRuleEntry>, IEntityTypeConfiguration<FollowEventEntry>, IEntityTypeConfiguration<DeliveryEntry>
{
    public void Configure(EntityTypeBuilder<FollowRuleEntry> builder) => builder.ToTable("follow_rules").HasKey(rule => rule.RuleId);

    public void Configure(EntityTypeBuilder<FollowEventEntry> builder)
    {
        builder.ToTable("follow_events").HasKey(found => found.Key);
        builder.HasIndex(found => new { found.RuleId, found.BatchId, found.Cause }).IsUnique().HasDatabaseName("ix_follow_events_once");
    }

    public void Configure(EntityTypeBuilder<DeliveryEntry> builder)
    {
        builder.ToTable("deliveries").HasKey(message => message.Key);
        builder.HasIndex(message => new { message.State, message.NextAt }).HasDatabaseName("ix_deliveries_due");
        builder.Property(message => message.State).HasConversion(
            state => state == DeliveryState.Waiting ? "waiting" : state == DeliveryState.Delivered ? "delivered" : "given up",
            word => word == "waiting" ? DeliveryState.Waiting : word == "delivered" ? DeliveryState.Delivered : DeliveryState.GivenUp);
    }
}
