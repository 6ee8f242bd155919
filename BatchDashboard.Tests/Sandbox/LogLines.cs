using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace BatchDashboard.Tests.Sandbox;

/// <summary>What a host logs, as lines that a test can wait for.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public IAsyncEnumerable<string> ReadAsync(CancellationToken cancellation) => _lines.Reader.ReadAllAsync(cancellation);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Writer.TryWrite(formatter(state, exception));
        }
    }

    public void Dispose() => _lines.Writer.TryComplete();
}
