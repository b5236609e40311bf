namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// Numbers the exchanges of this worker, of all jobs together. A run that is begun again after a fault must not begin again with 1: a coordinator takes smaller numbers for late duplicates.
/// </summary>
internal sealed class ExchangeNumbers
{
    private long _last;

    /// <summary>A larger number than any before; the first is 1.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
