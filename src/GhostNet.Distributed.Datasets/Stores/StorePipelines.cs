using Polly;
using Polly.CircuitBreaker;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// The pipelines of one store, from outside in: retry with jitter, hedging (small reads only), circuit breaker, time-out of a try. The breaker is one for all, so
/// that reads notice what writes found out; it counts tries, so that a dead store is known before the first request has used up its repetitions.
/// </summary>
internal sealed class StorePipelines
{
    private static readonly ResiliencePropertyKey<Tries> Key = new("tries");

    private readonly StoreResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly ReadLatency _latency;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _requests;
    private readonly ResiliencePipeline<BlobContent?> _reads;
    private long _retries;
    private long _hedges;
    private long _breaks;

    internal StorePipelines(StoreResilienceOptions options, TimeProvider time, Func<double>? jitter)
    {
        _options = options.Checked();
        _time = time;
        _latency = new ReadLatency(options.HedgeQuantile, options.MinHedgeDelay, options.MaxHedgeDelay);
        var oneTry = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(Breaker()).AddTimeout(Timeout()).Build();
        _requests = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Retry(jitter)).AddPipeline(oneTry).Build();
        var reads = new ResiliencePipelineBuilder<BlobContent?> { TimeProvider = time }.AddRetry(RetryRead(jitter));
        _reads = (options.HedgeQuantile < 1 ? reads.AddHedging(Hedging()) : reads).AddPipeline(oneTry).Build();
    }

    internal StoreCounts Counts => new(Interlocked.Read(ref _retries), Interlocked.Read(ref _hedges), Interlocked.Read(ref _breaks));

    internal bool IsBroken => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    internal TimeSpan BreakDuration => _options.BreakDuration;

    /// <summary>True for what may be otherwise a little later.</summary>
    internal static bool IsTransient(Exception? e) => e is StoreException { IsTransient: true } or TimeoutRejectedException or IOException or HttpRequestException or TimeoutException;

    /// <summary>Runs a request that may be repeated; <paramref name="bytes"/> is what it carries, either way.</summary>
    internal async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, long bytes, CancellationToken cancellationToken)
    {
        var context = Context(new Tries(bytes), cancellationToken);
        try
        {
            return await _requests.ExecuteAsync(static async (c, run) => await run(c.CancellationToken), context, request);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs a read, a second time beside the first where that one is slow.</summary>
    internal async Task<BlobContent?> ReadAsync(Func<CancellationToken, Task<BlobContent?>> read, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > _options.MaxHedgedBytes)
        {
            return await RunAsync(read, bytes, cancellationToken);
        }

        var context = Context(new Tries(bytes), cancellationToken);
        try
        {
            return await _reads.ExecuteAsync(async (c, run) => await TimedAsync(c, run), context, read);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<BlobContent?> TimedAsync(ResilienceContext context, Func<CancellationToken, Task<BlobContent?>> read)
    {
        var start = _time.GetTimestamp();
        try
        {
            var content = await read(context.CancellationToken);
            _latency.Add(_time.GetElapsedTime(start));
            return content;
        }
        catch
        {
            TriesOf(context).OneFailed = true;
            throw;
        }
    }

    private static ResilienceContext Context(Tries tries, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Key, tries);
        return context;
    }

    private static Tries TriesOf(ResilienceContext context) => context.Properties.GetValue(Key, new Tries(0));

    private RetryStrategyOptions Retry(Func<double>? jitter)
    {
        var options = new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome.Exception)),
            MaxRetryAttempts = Math.Max(1, _options.MaxRetries),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaxRetryDelay,
            OnRetry = args => Retrying(args.Context),
        };
        options.ShouldHandle = _options.MaxRetries == 0 ? _ => ValueTask.FromResult(false) : options.ShouldHandle;
        options.Randomizer = jitter ?? options.Randomizer;
        return options;
    }

    private RetryStrategyOptions<BlobContent?> RetryRead(Func<double>? jitter)
    {
        var same = Retry(jitter);
        return new RetryStrategyOptions<BlobContent?>
        {
            ShouldHandle = args => ValueTask.FromResult(_options.MaxRetries > 0 && IsTransient(args.Outcome.Exception)),
            MaxRetryAttempts = same.MaxRetryAttempts,
            BackoffType = same.BackoffType,
            UseJitter = same.UseJitter,
            Delay = same.Delay,
            MaxDelay = same.MaxDelay,
            OnRetry = args => Retrying(args.Context),
            Randomizer = same.Randomizer,
        };
    }

    private ValueTask Retrying(ResilienceContext context)
    {
        Interlocked.Increment(ref _retries);
        TriesOf(context).OneFailed = false;
        return ValueTask.CompletedTask;
    }

    private HedgingStrategyOptions<BlobContent?> Hedging() => new()
    {
        MaxHedgedAttempts = 1,
        DelayGenerator = _ => ValueTask.FromResult(_latency.Slow),
        // A failed try must not be taken for the answer while the other one is still under way; but a failure alone is the retry's, which pauses first: a second read
        // at once would double the load of a store that just said it is busy.
        ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome.Exception) || args.Outcome.Exception is BrokenCircuitException),
        ActionGenerator = args =>
        {
            if (TriesOf(args.PrimaryContext).OneFailed)
            {
                return null;
            }

            Interlocked.Increment(ref _hedges);
            return async () => await args.Callback(args.ActionContext);
        },
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome.Exception)),
        FailureRatio = _options.BreakerFailureRatio,
        MinimumThroughput = _options.BreakerMinTries,
        SamplingDuration = _options.BreakerWindow,
        BreakDuration = _options.BreakDuration,
        StateProvider = _circuit,
        OnOpened = _ =>
        {
            Interlocked.Increment(ref _breaks);
            return ValueTask.CompletedTask;
        },
    };

    private TimeoutStrategyOptions Timeout() => new()
    {
        TimeoutGenerator = args => ValueTask.FromResult(_options.TryTimeout + TimeSpan.FromSeconds((double)TriesOf(args.Context).Bytes / _options.MinBytesPerSecond)),
    };

    /// <summary>What the tries of one request have in common.</summary>
    private sealed class Tries(long bytes)
    {
        internal long Bytes => bytes;

        internal volatile bool OneFailed;
    }
}

/// <summary>What a store cost so far: requests sent again after a failure, reads sent a second time because they were slow, and times the store was taken for dead.</summary>
public readonly record struct StoreCounts(long Retries, long Hedges, long Breaks);
