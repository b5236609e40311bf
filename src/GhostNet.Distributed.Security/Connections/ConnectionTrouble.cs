using System.Net;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>Tells of connections that TLS did not let through, each kind of reason once in a while: whoever can reach a port decides how often it happens, and must not fill a log or hide another reason.</summary>
internal sealed partial class ConnectionTrouble(TimeProvider time, ILogger logger)
{
    /// <summary>How often a kind of reason is told.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<Admission, (long ToldAt, int Since)> _told = [];

    /// <summary>A peer was refused.</summary>
    /// <param name="port">Which port it came to.</param>
    /// <param name="peer">Who.</param>
    /// <param name="why">The kind of reason.</param>
    /// <param name="fault">What is wrong and what to do, as a sentence without its end.</param>
    public void Refused(string port, EndPoint? peer, Admission why, string fault)
    {
        if (IsTimeFor(why, out var before))
        {
            LogRefused(logger, port, peer, fault, before == 0 ? "" : $" ({before} more like it since this was last told.)");
        }
    }

    /// <summary>A peer was not reached.</summary>
    public void Failed(Admission why, string sentence)
    {
        if (IsTimeFor(why, out _))
        {
            LogFailed(logger, sentence);
        }
    }

    /// <summary>A connection was ended.</summary>
    public void Expired(EndPoint? peer)
    {
        if (IsTimeFor(Admission.ExpiredSince, out _))
        {
            LogExpired(logger, peer);
        }
    }

    private bool IsTimeFor(Admission why, out int before)
    {
        lock (_lock)
        {
            var isKnown = _told.TryGetValue(why, out var told);
            before = told.Since;
            var isTime = !isKnown || time.GetElapsedTime(told.ToldAt) >= Interval;
            _told[why] = isTime ? (time.GetTimestamp(), 0) : (told.ToldAt, told.Since + 1);
            return isTime;
        }
    }

    [LoggerMessage(LogLevel.Warning, "TLS refused {Peer} on the {Port}: {Fault}.{Before}")]
    private static partial void LogRefused(ILogger logger, string port, EndPoint? peer, string fault, string before);

    [LoggerMessage(LogLevel.Warning, "{Sentence}")]
    private static partial void LogFailed(ILogger logger, string sentence);

    [LoggerMessage(LogLevel.Warning, "The connection with {Peer} is ended: the certificate it was made with has expired. It is made again with the files of now.")]
    private static partial void LogExpired(ILogger logger, EndPoint? peer);
}
