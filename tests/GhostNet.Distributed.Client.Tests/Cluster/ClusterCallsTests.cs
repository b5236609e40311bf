using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime.Messaging;

namespace GhostNet.Distributed.Client.Tests.Cluster;

public class ClusterCallsTests
{
    private const int MaxRetries = 3;

    private readonly FakeTimeProvider _time = new();
    private readonly ClusterCalls _calls;
    private int _asked;

    public ClusterCallsTests() => _calls = new ClusterCalls(null!, _time, new GhostNetClientOptions { MaxRetries = MaxRetries });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Transient =>
        [new TimeoutException("no answer"), new ConnectionFailedException("refused"), new SiloUnavailableException("gone"), new EnumerationAbortedException("broken"), new TaskCanceledException("the silo stops"), new OrleansException("Trying to register fleet/0 on invalid silo")];

    [Fact]
    public async Task A_call_that_is_answered_is_made_once()
    {
        Assert.Equal(7, await _calls.InvokeAsync(_ => Answer(7), Cancel));
        Assert.Equal(1, _asked);
    }

    [Theory, MemberData(nameof(Transient), DisableDiscoveryEnumeration = true)]
    public async Task A_call_without_an_answer_is_made_again(Exception fault) =>
        Assert.Equal(7, await PassTimeAsync(_calls.InvokeAsync(_ => _asked < 2 ? Fail<int>(fault) : Answer(7), Cancel)));

    [Theory, MemberData(nameof(Transient), DisableDiscoveryEnumeration = true)]
    public async Task A_cluster_that_never_answers_is_unreachable(Exception fault)
    {
        var e = await Assert.ThrowsAsync<ClusterUnreachableException>(() => PassTimeAsync(_calls.InvokeAsync(_ => Fail<int>(fault), Cancel)));
        Assert.Equal((1 + MaxRetries, true, fault), (_asked, e.IsTransient, e.InnerException));
    }

    [Fact]
    public async Task A_ledger_that_is_away_for_a_moment_is_asked_again() =>
        Assert.Equal(7, await PassTimeAsync(_calls.InvokeAsync(_ => _asked < 2 ? Fail<int>(new LedgerUnavailableException("the store does not answer")) : Answer(7), Cancel)));

    [Fact]
    public async Task A_ledger_that_stays_away_is_told_as_that_and_not_as_a_lost_cluster()
    {
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => PassTimeAsync(_calls.InvokeAsync(_ => Fail<int>(new LedgerUnavailableException("the store does not answer")), Cancel)));
        Assert.Equal(1 + MaxRetries, _asked);
    }

    [Fact]
    public async Task An_answer_that_is_an_error_is_passed_on_at_once()
    {
        await Assert.ThrowsAsync<JobNotFoundException>(() => _calls.InvokeAsync(_ => Fail<int>(new JobNotFoundException("no job")), Cancel));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Canceling_a_wait_ends_it_at_once()
    {
        using var cancel = new CancellationTokenSource();
        var never = new TaskCompletionSource<int>();
        var wait = _calls.InvokeAsync(_ => never.Task, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Canceling_the_pause_between_two_tries_ends_the_wait()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _calls.InvokeAsync(_ => Fail<int>(new TimeoutException()), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_opened_again() =>
        Assert.Equal([1, 2, 1, 2, 3], await PassTimeAsync(ReadAsync(() => _asked == 1 ? Elements([1, 2], new EnumerationAbortedException("moved")) : Elements([1, 2, 3], null))));

    [Fact]
    public async Task A_stream_that_cannot_be_opened_at_first_is_opened_again() =>
        Assert.Equal([1], await PassTimeAsync(ReadAsync(() => _asked == 1 ? Elements([], new TimeoutException()) : Elements([1], null))));

    [Fact]
    public async Task A_stream_that_can_never_be_opened_is_an_unreachable_cluster()
    {
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => PassTimeAsync(ReadAsync(() => Elements([], new SiloUnavailableException()))));
        Assert.Equal(1 + MaxRetries, _asked);
    }

    [Fact]
    public async Task A_stream_whose_far_end_cannot_be_told_of_its_close_is_opened_again() =>
        Assert.Equal([1, 2], await PassTimeAsync(ReadAsync(() => _asked == 1 ? new Unclosable(Elements([1], new TimeoutException())) : Elements([2], null))));

    [Fact]
    public async Task An_empty_stream_ends() => Assert.Equal([], await PassTimeAsync(ReadAsync(() => Elements([], null))));

    [Fact]
    public async Task An_error_in_a_stream_is_passed_on_at_once()
    {
        await Assert.ThrowsAsync<JobNotFoundException>(() => ReadAsync(() => Elements([1], new JobNotFoundException("no job"))));
        Assert.Equal(1, _asked);
    }

    private async Task<List<int>> ReadAsync(Func<IAsyncEnumerable<int>> open)
    {
        List<int> read = [];
        await foreach (var element in _calls.StreamAsync(
            _ =>
            {
                _asked++;
                return open();
            },
            Cancel))
        {
            read.Add(element);
        }

        return read;
    }

    private Task<T> Answer<T>(T answer)
    {
        _asked++;
        return Task.FromResult(answer);
    }

    private Task<T> Fail<T>(Exception fault)
    {
        _asked++;
        return Task.FromException<T>(fault);
    }

    /// <summary>Lets the clock run until a task is done. The pauses are the clock's own; only the hops between threads take real time.</summary>
    private async Task<T> PassTimeAsync<T>(Task<T> task)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(task.IsCompleted, "The call had not ended after 30 s of real time and any number of pauses.");
        return await task;
    }

    private static async IAsyncEnumerable<int> Elements(int[] elements, Exception? end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var element in elements)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return element;
        }

        if (end is not null)
        {
            throw end;
        }
    }

    private sealed class Unclosable(IAsyncEnumerable<int> elements) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private readonly IAsyncEnumerator<int> _elements = elements.GetAsyncEnumerator(Cancel);

        public int Current => _elements.Current;

        public ValueTask<bool> MoveNextAsync() => _elements.MoveNextAsync();

        public ValueTask DisposeAsync() => throw new TimeoutException("the far end is gone");

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;
    }
}
