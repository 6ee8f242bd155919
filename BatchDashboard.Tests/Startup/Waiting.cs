using System.Runtime.CompilerServices;

namespace BatchDashboard.Tests.Startup;

/// <summary>The one limit of everything that a test waits for. It is far off: a busy machine is slow, and only what never comes reaches it.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="task">What has to come true.</param>
    /// <param name="what">The name of it in the failure.</param>
    /// <param name="soFar">What is known of it when the limit is reached.</param>
    /// <param name="limit">Other than the usual one.</param>
    public static async Task InTimeAsync(
        this Task task, [CallerArgumentExpression(nameof(task))] string what = "", Func<string>? soFar = null, TimeSpan? limit = null)
    {
        try
        {
            await task.WaitAsync(limit ?? Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            throw new TimeoutException(InVain(what, soFar, limit ?? Limit), exception);
        }
    }

    public static async Task<T> InTimeAsync<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "", Func<string>? soFar = null)
    {
        await ((Task)task).InTimeAsync(what, soFar);
        return await task;
    }

    public static async Task InTimeAsync(this SemaphoreSlim semaphore, [CallerArgumentExpression(nameof(semaphore))] string what = "", Func<string>? soFar = null)
    {
        if (!await semaphore.WaitAsync(Limit, TestContext.Current.CancellationToken))
        {
            throw new TimeoutException(InVain(what, soFar, Limit));
        }
    }

    private static string InVain(string what, Func<string>? soFar, TimeSpan limit) =>
        $"Waited {limit.TotalMinutes:0.#} minutes in vain for {what}. {soFar?.Invoke()}".TrimEnd();
}
