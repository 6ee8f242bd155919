namespace BatchDashboard.Triage;

public static class TriageRegistration
{
    /// <summary>What operators say of errors and jobs. Needs the cache.</summary>
    public static IServiceCollection AddTriage(this IServiceCollection services) => services.AddSingleton<TriageStore>();
}
