namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Takes decoded rows, in order from the top, each exactly once.</summary>
public interface IPixelRows
{
    /// <summary>Takes <paramref name="count"/> rows from <paramref name="firstRow"/> on: 4 bytes a pixel (R, G, B, ignored), rows packed without a gap.</summary>
    void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx);
}
