using System.Buffers.Binary;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>
/// Headers of a tar that have content of their own (long names, attributes). The framework's reader makes an array of the length that such a header claims before it reads a byte of it, so the
/// claim has to be looked at first.
/// </summary>
internal static class ExtendedHeader
{
    /// <summary>The length of a header.</summary>
    internal const int BlockBytes = 512;

    private const int SizeAt = 124;
    private const int SizeBytes = 12;
    private const int TypeAt = 156;

    /// <summary>The bytes that a block of 512 claims to be followed by, if it is such a header; 0 if not. What fits no long is <see cref="long.MaxValue"/>.</summary>
    internal static long ClaimedBytes(ReadOnlySpan<byte> block)
    {
        if (block.Length != BlockBytes || block[TypeAt] is not ((byte)'x' or (byte)'g' or (byte)'L' or (byte)'K'))
        {
            return 0;
        }

        var size = block.Slice(SizeAt, SizeBytes);
        return size[0] >= 0x80 ? Binary(size) : Octal(size);
    }

    // GNU's way to say more than eleven octal digits can: a number of 95 bits behind a bit that is set.
    private static long Binary(ReadOnlySpan<byte> size) =>
        (size[0] & 0x7f) != 0 || size[1..4].ContainsAnyExcept((byte)0) ? long.MaxValue
        : BinaryPrimitives.ReadInt64BigEndian(size[4..]) is >= 0 and var value ? value : long.MaxValue;

    // Twelve octal digits are 36 bits at most. Whatever is no digit is passed over: a claim that the framework reads otherwise is at least not taken for a smaller one.
    private static long Octal(ReadOnlySpan<byte> size)
    {
        var value = 0L;
        foreach (var digit in size)
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value * 8) + (digit - '0') : value;
        }

        return value;
    }
}
