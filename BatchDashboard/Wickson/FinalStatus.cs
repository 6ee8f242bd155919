namespace BatchDashboard.Wickson;

/// <summary>The statuses of a batch that never change again (Wickson API, batch states).</summary>
public static class FinalStatus
{
    public static bool Is(string? status) => status is not null && (Named(status, "completed") || Named(status, "failed") || Named(status, "cancelled"));

    private static bool Named(string status, string name) => string.Equals(status, name, StringComparison.OrdinalIgnoreCase);
}
