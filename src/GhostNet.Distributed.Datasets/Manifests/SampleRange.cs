namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>Samples of a manifest by position, half-open: <see cref="Start"/> is in it, <see cref="End"/> is not.</summary>
public readonly record struct SampleRange
{
    /// <summary>Samples from a position up to, but not including, another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative, or beyond the end.</exception>
    public SampleRange(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        Start = start;
        End = end;
    }

    /// <summary>First position.</summary>
    public int Start { get; }

    /// <summary>Position behind the last.</summary>
    public int End { get; }

    /// <summary>Number of samples.</summary>
    public int Count => End - Start;

    /// <summary>The range as mathematics writes it: <c>[0, 512)</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Start}, {End})");
}
