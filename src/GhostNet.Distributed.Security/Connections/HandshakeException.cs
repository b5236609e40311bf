using System.Security.Authentication;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>A connection that was not made, with the reason.</summary>
internal sealed class HandshakeException(Admission why, string message, Exception? innerException = null) : AuthenticationException(message, innerException)
{
    /// <summary>The kind of reason.</summary>
    public Admission Why { get; } = why;
}
