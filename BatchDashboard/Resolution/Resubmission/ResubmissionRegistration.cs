namespace BatchDashboard.Resolution.Resubmission;

public static class ResubmissionRegistration
{
    public static IServiceCollection AddResubmission(this IServiceCollection services) => services
        .AddSingleton<ResubmissionChanges>()
        .AddSingleton<ResubmissionService>()
        .AddSingleton<ResubmissionReader>()
        .AddSingleton<BatchSender>()
        .AddSingleton<FailedFiles>()
        .AddHostedService<LostUploads>();
}
