namespace GhostNet.Distributed.Testing;

/// <summary>A request as the proxy saw it.</summary>
/// <param name="Method">GET, PUT, …</param>
/// <param name="Target">Path and query, as on the wire (percent-encoded).</param>
public sealed record ProxiedRequest(string Method, string Target);

/// <summary>What a <see cref="FaultProxy"/> does to a request.</summary>
public abstract record ProxyFault
{
    private ProxyFault()
    {
    }

    /// <summary>Answers with a status (503, 500, 429 …) and does not forward.</summary>
    public sealed record Answer(int Status) : ProxyFault;

    /// <summary>Breaks the connection and does not forward.</summary>
    public sealed record Refuse : ProxyFault;

    /// <summary>Forwards, and breaks the connection instead of answering: the sender cannot know what became of it.</summary>
    public sealed record LoseAnswer : ProxyFault;

    /// <summary>Forwards, and breaks the connection after so many bytes of the answer's body.</summary>
    public sealed record CutBody(int AfterBytes) : ProxyFault;

    /// <summary>Forwards, and answers so much later.</summary>
    public sealed record Delay(TimeSpan By) : ProxyFault;

    /// <summary>Forwards and answers once something has happened, such as the test letting it go.</summary>
    public sealed record Hold(Task Until) : ProxyFault;
}
