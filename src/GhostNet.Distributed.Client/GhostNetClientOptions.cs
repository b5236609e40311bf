using System.ComponentModel.DataAnnotations;

namespace GhostNet.Distributed;

/// <summary>How the SDK deals with a cluster that does not answer. Section <c>GhostNet:Client</c>.</summary>
public sealed class GhostNetClientOptions
{
    /// <summary>
    /// How often a call without an answer is repeated; 8, with growing pauses about half a minute in all. Too few: a dying silo reaches the caller. Too many: a cluster that is gone is noticed late.
    /// </summary>
    [Range(1, 1000)]
    public int MaxRetries { get; set; } = 8;

    /// <summary>The first pause; 200 ms, doubled each time up to 5 s, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Certificates for a cluster that asks for them (<c>GhostNet:Tls</c> of its workers); null for one that does not.</summary>
    public GhostNetTlsOptions? Tls { get; set; }
}
