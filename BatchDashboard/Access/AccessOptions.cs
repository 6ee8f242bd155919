namespace BatchDashboard.Access;

/// <summary>Settings under <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";
    public const string Local = "Local";

    /// <summary><c>Local</c>: no sign-in, and therefore only for people at this machine.</summary>
    public string Mode { get; set; } = Local;
}
