using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GhostNet.Distributed.Testing;

/// <summary>
/// A proxy on 127.0.0.1 in front of a local HTTP server, which does to requests what a bad network does, on command. One request a connection: slower than the server
/// alone, and simple enough to be trusted.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _open = new();
    private readonly Lock _lock = new();
    private readonly List<Order> _orders = [];
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly int _target;
    private readonly Task _accepting;

    /// <summary>Starts a proxy.</summary>
    /// <param name="target">Port of the server on 127.0.0.1.</param>
    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The proxy's own port.</summary>
    public int Port { get; }

    /// <summary>What came so far, in order of arrival.</summary>
    public IReadOnlyCollection<ProxiedRequest> Requests => _requests;

    /// <summary>A request has come, and nothing has been done with it yet.</summary>
    public event Action<ProxiedRequest>? Arrived;

    /// <summary>Does something to the next requests that fit, then no more; orders are kept in the order they were given.</summary>
    public void Next(int count, ProxyFault fault, Func<ProxiedRequest, bool>? where = null)
    {
        lock (_lock)
        {
            _orders.Add(new Order(fault, where ?? (_ => true), count));
        }
    }

    /// <summary>Does something to every request that fits, until <see cref="Heal"/>.</summary>
    public void Always(ProxyFault fault, Func<ProxiedRequest, bool>? where = null) => Next(int.MaxValue, fault, where);

    /// <summary>Forgets all orders: from now on it only forwards.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _orders.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_open.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var served = ServeAsync(client);
                _open.TryAdd(served, true);
                _ = served.ContinueWith(t => _open.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var head = await ReadHeadAsync(client.GetStream());
                if (head is not null)
                {
                    await AnswerAsync(client, head);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over; either is the client's to notice.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, string head)
    {
        var stream = client.GetStream();
        var words = head[..head.IndexOf('\r')].Split(' ');
        var request = new ProxiedRequest(words[0], words[1]);
        _requests.Enqueue(request);
        Arrived?.Invoke(request);
        var fault = FaultFor(request);
        if (Header(head, "Expect") is not null)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        }

        var body = new byte[int.Parse(Header(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        switch (fault)
        {
            case ProxyFault.Answer answer:
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} On command\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
                return;
            case ProxyFault.Refuse:
                Break(client);
                return;
        }

        var reply = await ForwardAsync(head, body);
        switch (fault)
        {
            case ProxyFault.LoseAnswer:
                Break(client);
                return;
            case ProxyFault.CutBody cut:
                await stream.WriteAsync(reply.AsMemory(0, Math.Min(reply.Length, EndOfHead(reply) + cut.AfterBytes)), _stop.Token);
                await stream.FlushAsync(_stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                return;
            case ProxyFault.Delay delay:
                await Task.Delay(delay.By, _stop.Token);
                break;
            case ProxyFault.Hold hold:
                await hold.Until.WaitAsync(_stop.Token);
                break;
        }

        await stream.WriteAsync(reply, _stop.Token);
    }

    private async Task<byte[]> ForwardAsync(string head, byte[] body)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
        var stream = server.GetStream();
        var lines = head.Split("\r\n").Where(l => l.Length > 0 && !l.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase) && !l.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase));
        // Closing says where the answer ends, whether it has a length, is chunked, or has no body at all.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines.Append("Connection: close")) + "\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(body, _stop.Token);
        var reply = new MemoryStream();
        await stream.CopyToAsync(reply, _stop.Token);
        return reply.ToArray();
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new List<byte>(1024);
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]);
    }

    private ProxyFault? FaultFor(ProxiedRequest request)
    {
        lock (_lock)
        {
            var order = _orders.Find(o => o.Left > 0 && o.Fits(request));
            order?.Take();
            return order?.Fault;
        }
    }

    private static void Break(TcpClient client)
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault();

    private static int EndOfHead(byte[] reply) => reply.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

    private sealed class Order(ProxyFault fault, Func<ProxiedRequest, bool> fits, int count)
    {
        public ProxyFault Fault { get; } = fault;

        public Func<ProxiedRequest, bool> Fits { get; } = fits;

        public int Left { get; private set; } = count;

        public void Take() => Left--;
    }
}
