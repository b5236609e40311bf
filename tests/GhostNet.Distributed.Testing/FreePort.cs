using System.Net;
using System.Net.Sockets;

namespace GhostNet.Distributed.Testing;

/// <summary>Loopback ports for the processes of a test.</summary>
/// <remarks>
/// Below the ports that systems give to outgoing connections (32768 to 60999 on Linux): of those, one is taken by somebody's connection now and then in the seconds before the process listens.
/// </remarks>
public static class FreePort
{
    private const int First = 12_000;
    private const int Last = 32_000;

    // Each port once in a process; processes of several suites begin at different ones.
    private static int _next = First + (Environment.ProcessId * 97 % (Last - First));

    /// <summary>So many different ports that nobody listened on a moment ago.</summary>
    public static int[] Take(int count) => [.. Candidates().Where(IsFree).Take(count)];

    private static IEnumerable<int> Candidates()
    {
        while (true)
        {
            yield return First + ((int)((uint)Interlocked.Increment(ref _next) % (Last - First)));
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
