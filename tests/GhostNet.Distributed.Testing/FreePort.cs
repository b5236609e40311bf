using System.Net;
using System.Net.Sockets;

namespace GhostNet.Distributed.Testing;

/// <summary>Loopback ports for the processes of a test.</summary>
public static class FreePort
{
    /// <summary>So many different ports that nobody listened on a moment ago.</summary>
    public static int[] Take(int count)
    {
        // All open at once, so that no two are the same.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
