namespace BatchDashboard.Wickson;

/// <summary>What a request is for, the most urgent first: it decides who waits when the hour's requests run short.</summary>
public enum RequestPurpose
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,
    /// <summary>Keeps figures live that somebody looks at.</summary>
    Status,
    /// <summary>Copies a batch, or looks one up that waits in the queue.</summary>
    Sync,
}
