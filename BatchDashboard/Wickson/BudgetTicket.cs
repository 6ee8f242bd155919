namespace BatchDashboard.Wickson;

/// <summary>A request that was counted as spent. The number grows from request to request.</summary>
public sealed record BudgetTicket(long Number, RequestPurpose Purpose);
