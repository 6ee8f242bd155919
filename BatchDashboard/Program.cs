namespace BatchDashboard;

public sealed class Program
{
    public static int Main() => 0;
}
