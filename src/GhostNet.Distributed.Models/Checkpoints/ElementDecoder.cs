using System.Buffers.Binary;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>Stored elements as 32-bit floats. Files are little-endian.</summary>
internal static class ElementDecoder
{
    public static int Bytes(this ElementType element) => element switch
    {
        ElementType.Integer8 => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Integer16 => 2,
        ElementType.Float32 or ElementType.Integer32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this ElementType element) => element <= ElementType.Float64;

    /// <summary>The value of the element that starts at the first byte; a double beyond the range of a float becomes infinite, which binding refuses.</summary>
    public static float Decode(this ElementType element, ReadOnlySpan<byte> bytes) => element switch
    {
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // A bfloat16 is the upper half of a float.
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "Only floating-point elements are weights."),
    };

    public static float[] DecodeAll(this ElementType element, ReadOnlySpan<byte> bytes)
    {
        var size = element.Bytes();
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = element.Decode(bytes[(i * size)..]);
        }

        return values;
    }
}
