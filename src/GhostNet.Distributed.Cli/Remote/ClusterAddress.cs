using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>Where a cluster is found: the Redis in which its silos list themselves, and the cluster's id there.</summary>
/// <param name="Host">Name or address of Redis.</param>
/// <param name="Port">Its port.</param>
/// <param name="ClusterId">Which cluster, when several share one Redis.</param>
/// <param name="User">User of Redis; null when the default one is meant.</param>
/// <param name="Password">Its password; null for none.</param>
/// <param name="IsTls">Whether Redis is spoken to over TLS.</param>
internal sealed record ClusterAddress(string Host, int Port, string ClusterId, string? User, string? Password, bool IsTls = false)
{
    private const string Scheme = "redis";
    private const string TlsScheme = "rediss";
    private const int RedisPort = 6379;

    /// <summary>What <c>GhostNet:Cluster:ClusterId</c> of a worker is by default.</summary>
    private const string DefaultClusterId = "ghostnet";

    /// <summary>What an address looks like.</summary>
    public const string Form = "redis[s]://[user:password@]host[:port][/cluster id]";

    /// <summary>Reads an address; false when the text is not one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ClusterAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not (Scheme or TlsScheme) || uri.Host.Length == 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        var id = uri.AbsolutePath.Trim('/');
        if (id.Contains('/'))
        {
            return false;
        }

        string?[] login = uri.UserInfo.Length == 0 ? [null, null] : [.. uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString), null];
        address = new ClusterAddress(uri.DnsSafeHost, uri.Port < 0 ? RedisPort : uri.Port, id.Length == 0 ? DefaultClusterId : Uri.UnescapeDataString(id), login[0] is { Length: > 0 } user ? user : null, login[1], uri.Scheme == TlsScheme);
        return true;
    }

    /// <summary>The endpoint of Redis.</summary>
    public EndPoint EndPoint => IPAddress.TryParse(Host, out var ip) ? new IPEndPoint(ip, Port) : new DnsEndPoint(Host, Port);

    /// <summary>The address without its password.</summary>
    public override string ToString() => $"{(IsTls ? TlsScheme : Scheme)}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}/{ClusterId}";
}
