namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>The SplitMix64 generator (Steele, Lea, Flood 2014): integer arithmetic only, so a seed gives the same numbers on every machine and in every version of .NET, which <see cref="Random"/> does not promise.</summary>
internal sealed class SplitMix64
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>The stream number <paramref name="index"/> of a family of streams.</summary>
    /// <remarks>The index is mixed before it is used: streams whose states differ by multiples of the gamma would be one stream, shifted.</remarks>
    public SplitMix64(ulong family, int index) => _state = Mix(family ^ Mix((ulong)index + Gamma));

    /// <summary>64 uniform bits.</summary>
    public ulong Next() => Mix(_state += Gamma);

    /// <summary>Uniform in [0, 1), a multiple of 2⁻²⁴, hence exact.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public float Between(float from, float to) => from + ((to - from) * NextSingle());

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>], both included.</summary>
    public int Between(int from, int to) => from + (int)(Next() % (ulong)(to - from + 1));

    /// <summary>True with the given probability.</summary>
    public bool Chance(float probability) => NextSingle() < probability;

    /// <summary>One of the choices, each as likely as the others.</summary>
    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Between(0, choices.Length - 1)];

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
