using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>
/// Lets a job get on as far as it may and no further, on a fast machine as on a slow one: workers read their images through it, and it keeps the answers back while as many shards are accepted as
/// are allowed. So a job is still under way when the last of several workers is replaced.
/// </summary>
internal sealed class MeasuredPace : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private FaultProxy? _proxy;
    private TaskCompletionSource _opened = new();
    private Task _watching = Task.CompletedTask;
    private bool _open = true;
    private volatile int _allowed;

    /// <summary>The port that workers are told.</summary>
    /// <param name="store">That of the store.</param>
    public int InFrontOf(int store) => (_proxy ??= new FaultProxy(store)).Port;

    /// <summary>Begins: until so many shards of the job are accepted, it goes on. What is under way then may come in addition.</summary>
    public void Begin(TestCluster cluster, string job, int allowed)
    {
        _allowed = allowed;
        _watching = WatchAsync(cluster, job);
    }

    /// <summary>From now on, so many are allowed.</summary>
    public void Allow(int shards) => _allowed = shards;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        Open();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _over.Dispose();
    }

    private async Task WatchAsync(TestCluster cluster, string job)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                if (await cluster.Ledger.AcceptedAsync(job) < _allowed)
                {
                    Open();
                }
                else
                {
                    Close();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Open()
    {
        if (!_open)
        {
            _open = true;
            _proxy!.Heal();
            _opened.SetResult();
        }
    }

    private void Close()
    {
        if (_open)
        {
            _open = false;
            _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _proxy!.Always(new ProxyFault.Hold(_opened.Task), request => request.Method == "GET" && request.Target.Contains("/images/val/", StringComparison.Ordinal));
        }
    }
}
