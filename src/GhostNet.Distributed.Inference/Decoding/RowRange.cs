namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>A half-open range of pixel rows, counted from the top.</summary>
public readonly record struct RowRange(int First, int End)
{
    /// <summary>Number of rows.</summary>
    public int Count => End - First;
}
