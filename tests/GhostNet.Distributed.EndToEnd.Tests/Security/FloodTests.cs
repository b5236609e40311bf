using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>Strangers at both ports of a worker who send as much as they can, or nothing.</summary>
public sealed class FloodTests
{
    private const int AtOnce = 50;
    private const int OfferedEach = 8 << 20;
    private const int Flood = 400;

    // Orleans' own listeners take most of what is offered into memory and keep it: hundreds of megabytes here.
    private const long MaxGrowth = 100L << 20;

    [Fact]
    public async Task A_flood_of_handshakes_without_end_does_not_stay_in_memory()
    {
        using var locks = new Locks();
        await using var cluster = await locks.StartClusterAsync(workers: 1);
        var worker = cluster.Workers[0];

        // A small one first: what refusing takes once, such as code, is there then.
        await FloodAsync(worker, AtOnce);
        var before = ResidentBytes(worker);
        var taken = await FloodAsync(worker, Flood);
        var growth = ResidentBytes(worker) - before;
        TestCluster.Tell(string.Create(CultureInfo.InvariantCulture, $"{Flood} strangers offered {(long)Flood * OfferedEach >> 20} MB, {taken >> 20} MB were taken; resident memory {before >> 20} MB before, and {growth >> 20} MB more afterwards"));
        Assert.InRange(growth, long.MinValue, MaxGrowth);
        (await cluster.RunAsync("hosts")).Expect(0);
    }

    [Fact]
    public async Task Strangers_who_say_nothing_are_let_go_and_others_are_served_meanwhile()
    {
        using var locks = new Locks();
        await using var cluster = await locks.StartClusterAsync(workers: 1);
        var worker = cluster.Workers[0];
        List<Socket> silent = [];
        try
        {
            foreach (var port in Enumerable.Range(0, 200).Select(number => number % 2 == 0 ? worker.GatewayEndPoint : worker.SiloEndPoint))
            {
                silent.Add(await ConnectAsync(port));
            }

            (await cluster.RunAsync("hosts")).Expect(0);
            await Task.WhenAll(silent.Select(UntilLetGoAsync));
            Assert.Contains("no handshake within 4 s", worker.OutputSoFar, StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<long> FloodAsync(WorkerProcess worker, int strangers)
    {
        long taken = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, strangers), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancellationToken) =>
        {
            using var socket = await ConnectAsync(number % 2 == 0 ? worker.GatewayEndPoint : worker.SiloEndPoint);
            Interlocked.Add(ref taken, await SendAsync(socket, cancellationToken));
        });
        return taken;
    }

    /// <summary>Records of one handshake message of 16 MB, until all is sent or the worker has had enough.</summary>
    private static async Task<long> SendAsync(Socket socket, CancellationToken cancellationToken)
    {
        const int Record = 16 << 10;
        var record = new byte[5 + Record];
        byte[] head = [22, 3, 1, Record >> 8, Record & 255, 1, 255, 255, 255];
        head.CopyTo(record, 0);
        long sent = 0;
        try
        {
            while (sent < OfferedEach)
            {
                sent += await socket.SendAsync(record, cancellationToken);
            }
        }
        catch (SocketException)
        {
            // It closed.
        }

        return sent;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task UntilLetGoAsync(Socket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], patience.Token));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Let go as well.
        }
    }

    private static long ResidentBytes(WorkerProcess worker)
    {
        const string Line = "VmRSS:";
        var found = File.ReadLines($"/proc/{worker.ProcessId}/status").First(line => line.StartsWith(Line, StringComparison.Ordinal));
        return long.Parse(found[Line.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
