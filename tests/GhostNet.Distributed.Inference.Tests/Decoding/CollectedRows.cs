using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>Keeps what a decoder hands over.</summary>
internal sealed class CollectedRows : IPixelRows
{
    private readonly List<byte> _rgb = [];

    public int Rows { get; private set; }

    public byte[] Rgb => [.. _rgb];

    public void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx)
    {
        Rows += count;
        for (var i = 0; i < rgbx.Length; i += 4)
        {
            _rgb.AddRange(rgbx.Slice(i, 3));
        }
    }
}
