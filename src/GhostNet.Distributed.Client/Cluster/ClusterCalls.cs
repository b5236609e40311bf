using System.Runtime.CompilerServices;
using GhostNet.Distributed.Security.Connections;
using Orleans.Runtime.Messaging;
using Polly;
using Polly.Retry;

namespace GhostNet.Distributed.Client;

/// <summary>
/// Calls to the cluster that go on through a lost gateway or a killed silo. Everything the SDK calls may be repeated, so what got no answer is simply asked again.
/// </summary>
internal sealed class ClusterCalls(IGrainFactory grains, TimeProvider time, GhostNetClientOptions options, LastFailure? connection = null)
{
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && IsTransient(e, args.Context.CancellationToken)),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = TimeSpan.FromSeconds(5),
            MaxRetryAttempts = options.MaxRetries,
        })
        .Build();

    /// <summary>One call, repeated while no answer comes.</summary>
    /// <exception cref="ClusterUnreachableException">None came.</exception>
    /// <exception cref="LedgerUnavailableException">The cluster answered, each time that its ledger's store does not.</exception>
    public Task<T> InvokeAsync<T>(Func<IGrainFactory, Task<T>> call, CancellationToken cancellationToken) =>
        RepeatAsync(token => call(grains).WaitAsync(token), cancellationToken);

    /// <summary>A stream, opened again when it breaks. Elements before the break may come again.</summary>
    /// <exception cref="ClusterUnreachableException">It could not be opened.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(Func<IGrainFactory, IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ended = false;
        while (!ended)
        {
            var (elements, hasElement) = await RepeatAsync(token => OpenAsync(open, token), cancellationToken);
            try
            {
                ended = !hasElement;
                while (!ended)
                {
                    yield return elements.Current;
                    try
                    {
                        ended = !await elements.MoveNextAsync();
                    }
                    catch (Exception e) when (IsTransient(e, cancellationToken))
                    {
                        break;
                    }
                }
            }
            finally
            {
                await CloseAsync(elements);
            }
        }
    }

    /// <summary>The first of the pauses between two tries.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(options.RetryDelay, time, cancellationToken);

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (Exception e) when (e is not LedgerUnavailableException && IsTransient(e, cancellationToken))
        {
            throw Unreachable(e);
        }
    }

    private async Task<(IAsyncEnumerator<T> Elements, bool HasElement)> OpenAsync<T>(Func<IGrainFactory, IAsyncEnumerable<T>> open, CancellationToken cancellationToken)
    {
        // One element a message: a status is worth most while it is fresh.
        var elements = open(grains).WithBatchSize(1).GetAsyncEnumerator(cancellationToken);
        try
        {
            return (elements, await elements.MoveNextAsync());
        }
        catch
        {
            await CloseAsync(elements);
            throw;
        }
    }

    // Closing tells the far end, which is gone when the stream broke because of that.
    private static async Task CloseAsync<T>(IAsyncEnumerator<T> elements)
    {
        try
        {
            await elements.DisposeAsync();
        }
        catch (Exception e) when (IsTransient(e, CancellationToken.None))
        {
        }
    }

    /// <summary>Whether the same may be answered a little later. A cancellation that is not the caller's own comes from a silo that stops.</summary>
    private static bool IsTransient(Exception e, CancellationToken cancellationToken) =>
        e is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or EnumerationAbortedException or ClientNotAvailableException
            or GatewayTooBusyException or GhostNetException { IsTransient: true }
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)

        // The bare type is the runtime's own, such as for silos that do not agree on who is a member yet ("trying to register … on invalid silo"); they do a few seconds later.
        || e.GetType() == typeof(OrleansException);

    private ClusterUnreachableException Unreachable(Exception e) =>
        new($"The cluster did not answer {options.MaxRetries + 1} times in a row ({(connection?.Current?.Sentence ?? e.Message).TrimEnd('.')}). What was asked may have been done; asking again is safe.", e);
}
