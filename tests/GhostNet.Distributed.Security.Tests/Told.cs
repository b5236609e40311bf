using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Security.Tests;

/// <summary>What a logger was told, from Information on.</summary>
internal sealed class Told<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _messages = new();

    public IEnumerable<string> Warnings => _messages.Where(message => message.Level == LogLevel.Warning).Select(message => message.Message);

    public IEnumerable<string> Messages => _messages.Select(message => message.Message);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _messages.Enqueue((logLevel, formatter(state, exception)));
}
