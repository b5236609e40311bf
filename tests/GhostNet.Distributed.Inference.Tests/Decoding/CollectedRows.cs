using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>Keeps what a decoder hands over.</summary>
internal sealed class CollectedRows : IPixelRows
{
    private byte[] _rgb = [];

    public int Rows { get; private set; }

    public byte[] Rgb => _rgb;

    public void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx)
    {
        Rows += count;
        var to = _rgb.Length;
        Array.Resize(ref _rgb, to + (rgbx.Length / 4 * 3));
        for (var from = 0; from < rgbx.Length; from += 4, to += 3)
        {
            rgbx.Slice(from, 3).CopyTo(_rgb.AsSpan(to));
        }
    }
}
