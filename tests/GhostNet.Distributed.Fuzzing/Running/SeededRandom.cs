namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>SplitMix64 as a <see cref="Random"/>: begun anew for each input, which costs the base class's own generator some microseconds.</summary>
internal sealed class SeededRandom(ulong seed) : Random
{
    private ulong _state = seed;

    /// <inheritdoc/>
    public override int Next(int maxValue) => (int)(((Next64() >> 32) * (uint)maxValue) >> 32);

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    /// <inheritdoc/>
    public override int Next() => (int)(Next64() >> 33);

    /// <inheritdoc/>
    public override long NextInt64() => (long)(Next64() >> 1);

    /// <inheritdoc/>
    public override double NextDouble() => (Next64() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref var value in buffer)
        {
            value = (byte)(Next64() >> 56);
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private ulong Next64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
