namespace BatchDashboard.Resolution;

public sealed class Advisor;
