using BatchDashboard.Results;

namespace BatchDashboard.Sandbox;

/// <summary>Makes the sandbox's batches known once the server answers, so that a fresh clone has something to show.</summary>
public sealed partial class SandboxIntroduction(
    SandboxCatalog catalog,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    ILogger<SandboxIntroduction> logger) : BackgroundService
{
    private readonly ILogger<SandboxIntroduction> _logger = logger;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var results = scope.ServiceProvider.GetRequiredService<IResultsService>();
            foreach (var opened in await results.OpenAsync(catalog.Introduced, stoppingToken))
            {
                if (opened.Problem is { } problem)
                {
                    LogNotOpened(opened.Id.Value, problem.Sentence);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The dashboard works without its first batches: an operator can open them by id.
            LogFailed(failure, failure.Message);
        }
    }

    /// <summary>False when the host was stopped before it had started.</summary>
    private async Task<bool> StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        await using var onStop = stopping.Register(() => started.TrySetResult(false));
        return await started.Task;
    }

    [LoggerMessage(LogLevel.Warning, "The sandbox's batch {Batch} could not be opened: {Sentence}")]
    private partial void LogNotOpened(string batch, string sentence);

    [LoggerMessage(LogLevel.Warning, "The sandbox's batches could not be opened: {Sentence}")]
    private partial void LogFailed(Exception failure, string sentence);

    [LoggerMessage(LogLevel.Debug, "The app stopped before all of the sandbox's batches were opened.")]
    private partial void LogStopped();
}
