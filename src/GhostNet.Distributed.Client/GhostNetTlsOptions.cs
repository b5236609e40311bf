namespace GhostNet.Distributed;

/// <summary>What a client shows the cluster's gateways, and knows them by: paths of PEM files, all three of them. They are read again when they change.</summary>
public sealed class GhostNetTlsOptions
{
    /// <summary>The client's certificate, with the DNS name <c>client.ghostnet</c> in it; intermediate ones behind it.</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's unencrypted key.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>The authorities of the cluster; no others are trusted.</summary>
    public string? Authorities { get; set; }
}
