namespace BatchDashboard.Data;

/// <summary>Knows what batches that were sent from here correct. Titles are stored with batches, and a later folder knows this.</summary>
public interface IBatchOrigins
{
    /// <summary>The batch that the first file of a batch came from, and from how many its files came; null when it was not sent from here.</summary>
    Task<(string First, int Batches)?> FindAsync(DashboardContext context, string batch, CancellationToken cancellation);
}
