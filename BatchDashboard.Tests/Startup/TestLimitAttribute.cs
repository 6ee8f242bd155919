using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: BatchDashboard.Tests.Startup.TestLimit]

namespace BatchDashboard.Tests.Startup;

/// <summary>
/// Ends a test that takes longer than any does on a busy machine: its token is cancelled, and it fails with words. A test
/// that does not heed its token is ended by the limit that test.sh gives to the whole run.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TestLimitAttribute : BeforeAfterTestAttribute
{
    private readonly ConcurrentDictionary<IXunitTest, Timer> _running = new();
    private readonly ConcurrentDictionary<IXunitTest, bool> _ended = new();

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(8);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var context = TestContext.Current;
        _running[test] = new Timer(
            _ =>
            {
                _ended[test] = true;
                context.CancelCurrentTest();
            },
            null,
            Limit,
            Timeout.InfiniteTimeSpan);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test, out var timer))
        {
            timer.Dispose();
        }

        if (_ended.TryRemove(test, out _))
        {
            throw new TimeoutException($"The test was ended: it took longer than {Limit.TotalMinutes:0} minutes.");
        }
    }
}
