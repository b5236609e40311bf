using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>
/// What some files say, read again when they have changed. Looked at when it is needed, at most once a second, and not watched: Kubernetes swaps links, mounts of networks send no events.
/// Files that cannot be used, such as a new certificate beside the old key while both are being written, leave what was read before.
/// </summary>
/// <typeparam name="T">What the files say.</typeparam>
public sealed partial class ReloadedFiles<T>
    where T : class
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly (CertificateFile File, string Path)[] _files;
    private readonly Func<string[], T> _parse;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private T? _current;
    private byte[] _digest = [];
    private string? _told;
    private long _lookedAt;

    internal ReloadedFiles((CertificateFile File, string Path)[] files, Func<string[], T> parse, TimeProvider time, ILogger logger) => (_files, _parse, _time, _logger) = (files, parse, time, logger);

    /// <summary>What they say now, or said when they could last be used.</summary>
    /// <exception cref="CredentialsException">They could never be used.</exception>
    internal T Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || _time.GetElapsedTime(_lookedAt) >= Interval)
                {
                    Look();
                }

                return _current!;
            }
        }
    }

    private void Look()
    {
        try
        {
            string[] contents = [.. _files.Select(file => PemFile.Read(file.File, file.Path))];
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', contents)));
            if (_current is null || !digest.SequenceEqual(_digest))
            {
                _current = _parse(contents);
                (_digest, _told) = (digest, null);
                LogLoaded(_logger, string.Join(", ", _files.Select(file => file.Path)), _current);
            }
        }
        catch (CredentialsException e) when (_current is not null)
        {
            // Once for each fault: connections are made all the time.
            if (_told != e.Message)
            {
                _told = e.Message;
                LogKept(_logger, e.Message);
            }
        }
        finally
        {
            _lookedAt = _time.GetTimestamp();
        }
    }

    [LoggerMessage(LogLevel.Information, "Certificates read from {Files}: {What}.")]
    private static partial void LogLoaded(ILogger logger, string files, T what);

    [LoggerMessage(LogLevel.Warning, "Certificates have changed and cannot be used; those that were read before stay in use. {Fault}")]
    private static partial void LogKept(ILogger logger, string fault);
}
